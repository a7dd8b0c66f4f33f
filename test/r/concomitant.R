# Mixtures of two regressions whose gate and experts see different inputs, or have no intercept: fits by flexmix with a concomitant
# model, whose standard deviations are not those of maximum likelihood, and from there the maximum by optim.
# Rscript concomitant.R > concomitant.json
suppressMessages(library(flexmix))
set.seed(7)
n <- 400
x <- round(runif(n, -2, 2), 3)
z <- round(rnorm(n), 3)
first <- runif(n) < plogis(0.4 + 1.5 * z)
y <- round(ifelse(first, 1 + 2 * x + rnorm(n, sd = 0.5), -1 - x + rnorm(n, sd = 0.7)), 3)
control <- list(tolerance = 1e-12, iter.max = 5000, minprior = 0)
fitted <- function(formula, concomitant, X, Z) {
  fits <- lapply(1:5, function(seed) { set.seed(seed)
    flexmix(formula, k = 2, concomitant = concomitant, control = control) })
  fit <- fits[[which.max(sapply(fits, function(f) as.numeric(logLik(f))))]]
  p <- ncol(X)
  minus <- function(theta) {
    a <- theta[seq_len(p)]; b <- theta[p + seq_len(p)]; s <- exp(theta[2 * p + 1:2])
    h <- if (ncol(Z) == 0) 0 else drop(Z %*% theta[2 * p + 2 + seq_len(ncol(Z))])
    -sum(log(plogis(h) * dnorm(y, drop(X %*% a), s[1]) + plogis(-h) * dnorm(y, drop(X %*% b), s[2])))
  }
  own <- parameters(fit)
  start <- c(own[seq_len(p), 1], own[seq_len(p), 2], log(own[p + 1, ]), rep(0, ncol(Z)))
  for (round in 1:5) { found <- optim(start, minus, method = "BFGS", control = list(reltol = 1e-16, maxit = 5000)); start <- found$par }
  list(flexmix = as.numeric(logLik(fit)), logLik = -found$value)
}
json <- function(values) paste0("[", paste(format(values, digits = 15, trim = TRUE), collapse = ","), "]")
one <- function(name, fit) sprintf('"%s":{"flexmix":%.10f,"logLik":%.10f}', name, fit$flexmix, fit$logLik)
ones <- matrix(1, n, 1)
cat("{", paste(c(
  paste0('"x":', json(x)), paste0('"z":', json(z)), paste0('"y":', json(y)),
  one("gateOnZ", fitted(y ~ x, FLXPmultinom(~z), cbind(1, x), cbind(1, z))),
  one("constantGate", fitted(y ~ x, FLXPconstant(), cbind(1, x), ones)),
  one("noInputs", fitted(y ~ 1, FLXPconstant(), ones, ones)),
  one("throughOrigin", fitted(y ~ 0 + x, FLXPmultinom(~z), cbind(x), cbind(1, z)))), collapse = ",\n"), "}\n", sep = "")
