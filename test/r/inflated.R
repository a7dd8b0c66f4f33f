# A zero-inflated Poisson and a zero-inflated binomial regression, normal scores with a ceiling, and a binomial regression: their maxima by
# optim of the likelihood in closed form, or by glm and lm where it falls into parts. h is the log odds of not being at the point.
# Rscript inflated.R > inflated.json
set.seed(11)
n <- 300
x <- round(runif(n, -2, 2), 3)
other <- runif(n) < plogis(0.6 + 0.9 * x)
counts <- ifelse(other, rpois(n, exp(0.7 + 0.5 * x)), 0)
trials <- sample(1:25, n, replace = TRUE)
successes <- ifelse(other, rbinom(n, trials, plogis(-0.4 + 0.8 * x)), 0)
scores <- pmin(100, round(70 + 12 * x + rnorm(n, sd = 9), 2))
plain <- rbinom(n, trials, plogis(-0.4 + 0.8 * x))
maximum <- function(minus) {
  start <- c(0, 0, 0.1, 0.1)
  for (round in 1:8) { found <- optim(start, minus, method = "BFGS", control = list(reltol = 1e-16, maxit = 5000)); start <- found$par }
  list(theta = found$par, logLik = -found$value)
}
inflated <- function(y, density) maximum(function(theta) {
  h <- theta[1] + theta[2] * x
  -sum(log(plogis(h) * density(theta[3] + theta[4] * x) + plogis(-h) * (y == 0)))
})
poisson <- inflated(counts, function(eta) dpois(counts, exp(eta)))
binomial <- inflated(successes, function(eta) dbinom(successes, trials, plogis(eta)))
below <- scores < 100
gate <- glm(below ~ x, family = "binomial", control = list(epsilon = 1e-16, maxit = 100))
line <- lm(scores ~ x, subset = below)
variance <- mean(residuals(line)^2)
ceiling <- list(theta = c(coef(gate), coef(line), variance),
  logLik = as.numeric(logLik(gate)) - sum(below) * (log(2 * pi * variance) + 1) / 2)
one <- glm(cbind(plain, trials - plain) ~ x, family = "binomial", control = list(epsilon = 1e-16, maxit = 100))
regression <- list(theta = c(coef(one), sqrt(diag(vcov(one)))), logLik = as.numeric(logLik(one)))
json <- function(values) paste0("[", paste(format(values, digits = 15, trim = TRUE), collapse = ","), "]")
fit <- function(name, found) sprintf('"%s":{"theta":%s,"logLik":%.10f}', name, json(unname(found$theta)), found$logLik)
column <- function(name, values) sprintf('"%s":%s', name, json(values))
cat("{", paste(c(column("x", x), column("counts", counts), column("trials", trials), column("successes", successes),
  column("scores", scores), column("plain", plain), fit("poisson", poisson), fit("binomial", binomial),
  fit("ceiling", ceiling), fit("regression", regression)), collapse = ","), "}\n", sep = "")
