# Fits of two Gaussian experts under restrictions, by optimisers of R that know nothing of mixtures, and by mixtools:
# Rscript test/r/restrictions.R > test/r/restrictions.json
suppressPackageStartupMessages(library(mixtools))
digits <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
entry <- function(name, x) sprintf('    "%s": %s', name, digits(x))
record <- function(name, ...) sprintf('  "%s": {\n%s\n  }', name, paste(c(...), collapse = ",\n"))

set.seed(3)
n <- 120
x <- round(runif(n, -1, 1), 4)
first <- runif(n) < plogis(2.5 * x + 0.3)
y <- round(ifelse(first, 1 + 2 * x, -1 - x) + rnorm(n, 0, 0.5), 4)

# p: beta0 and beta1 of the first gate, intercepts, slopes, log variances (two, or one of both).
logLikOf <- function(p, x, y) {
  v <- exp(rep_len(p[7:length(p)], 2))
  weight <- plogis(p[1] + p[2] * x)
  density <- weight * dnorm(y, p[3] + p[5] * x, sqrt(v[1])) + (1 - weight) * dnorm(y, p[4] + p[6] * x, sqrt(v[2]))
  sum(log(density))
}
maximised <- function(objective, starts) {
  ends <- lapply(starts, function(p) optim(p, function(q) -objective(q), method = "BFGS", control = list(reltol = 1e-14, maxit = 2000)))
  best <- ends[[which.min(sapply(ends, function(end) end$value))]]
  for (round in 1:3) best <- optim(best$par, function(q) -objective(q), method = "BFGS", control = list(reltol = 1e-16, ndeps = rep(1e-5, length(best$par)), maxit = 2000))
  nlm(function(q) -objective(q), best$par, gradtol = 1e-11, steptol = 1e-12, hessian = TRUE, iterlim = 500)
}
startsOf <- function(size, rounds = 30) lapply(seq_len(rounds), function(i) c(rnorm(1), rnorm(1, 0, 3), rnorm(4), rep(log(0.3), size - 6)))
shown <- function(name, best, more = NULL) record(name, entry("p", best$estimate), entry("value", -best$minimum), more)

equal <- maximised(function(p) logLikOf(p, x, y), startsOf(7))
errors <- sqrt(diag(solve(equal$hessian)))

# Constant weights: mixtools, by EM with one variance.
ends <- lapply(1:10, function(i) suppressMessages({ capture.output(end <- regmixEM(y, x, k = 2, arbvar = FALSE, epsilon = 1e-12, maxit = 20000)); end }))
mixed <- ends[[which.max(sapply(ends, function(end) end$loglik))]]
at <- order(mixed$beta[1, ])

# A change point: without a penalty the gate is a step.
z <- round(seq(-1, 1, length.out = 60), 4)
w <- round(ifelse(z < 0.15, 1 + z, -1 + 0.5 * z) + rnorm(60, 0, 0.2), 4)
sdOf <- function(u) sqrt(mean((u - mean(u))^2))
ridgeOf <- function(lambda) function(p) logLikOf(p, z, w) - lambda / 2 * (p[2] * sdOf(z))^2 / 2
ridge <- maximised(ridgeOf(0.5), startsOf(8))

# The logarithm of inverse-gamma densities of both variances relative to the response's, but for the constant.
logPrior <- function(v, shape, scale) sum(-(shape + 1) * v - scale * exp(-v))
prior <- maximised(function(p) logLikOf(p, x, y) + logPrior(p[7:8] - 2 * log(sdOf(y)), 2, 0.5), startsOf(8))
both <- maximised(function(p) logLikOf(p, x, y) - 2 / 2 * (p[2] * sdOf(x))^2 / 2 + logPrior(p[7] - 2 * log(sdOf(y)), 2, 0.5), startsOf(7))

# The first expert through the origin, the second with the slope -1, the gate's slope 2.
fixedAt <- function(q) c(q[1], 2, 0, q[2], q[3], -1, q[4:5])
fixed <- maximised(function(q) logLikOf(fixedAt(q), x, y), lapply(1:20, function(i) c(rnorm(3), log(0.3), log(0.3))))

cat("{\n", paste(
  record("data", entry("x", x), entry("y", y), entry("z", z), entry("w", w)),
  shown("equal", equal, entry("standardErrors", errors)),
  record("constant", entry("b", mixed$beta[1, at]), entry("a", mixed$beta[2, at]), entry("lambda", mixed$lambda[at]), entry("sigma", mixed$sigma), entry("value", mixed$loglik)),
  shown("ridge", ridge), shown("prior", prior), shown("both", both, entry("standardErrors", sqrt(diag(solve(both$hessian))))),
  shown("fixed", fixed, entry("standardErrors", sqrt(diag(solve(fixed$hessian))))),
  sep = ",\n"), "\n}\n", sep = "")
