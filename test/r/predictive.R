# Quantiles of mixtures of two laws, weights 0.3 and 0.7: Rscript test/r/predictive.R > test/r/predictive.json
p <- c(1e-6, 0.025, 0.3, 0.5, 0.8, 0.975, 1 - 1e-6)
mix <- function(f) function(q, lower) 0.3 * f(q, 1, lower) + 0.7 * f(q, 2, lower)
# By the tail that is small; on a logarithmic scale it is smooth far out too.
root <- function(cdf, p, range) uniroot(function(q) if (p < 0.5) log(cdf(q, TRUE)) - log(p) else log1p(-p) - log(cdf(q, FALSE)),
  range, tol = 1e-14, maxiter = 10000)$root
laws <- list(
  gaussian = mix(function(q, i, lower) pnorm(q, c(-1, 2)[i], sqrt(c(0.25, 2))[i], lower)),
  studentT = mix(function(q, i, lower) pt((q - c(-1, 2)[i]) / sqrt(c(0.25, 2))[i], c(1.5, 6)[i], lower.tail = lower)),
  gamma = mix(function(q, i, lower) pgamma(q, c(0.5, 6)[i], c(0.5, 6)[i] / exp(c(-1, 2)[i]), lower.tail = lower)))
ranges <- list(gaussian = c(-30, 30), studentT = c(-1e5, 1e5), gamma = c(1e-30, 1e4))
counts <- mix(function(q, i, lower) ppois(q, exp(c(-1, 3)[i]), lower))
quantiles <- c(lapply(names(laws), function(name) sapply(p, root, cdf = laws[[name]], range = ranges[[name]])),
  list(sapply(p, function(p) which(counts(0:200, TRUE) >= p)[1] - 1)))
names(quantiles) <- c(names(laws), "poisson")
row <- function(name, x) sprintf('  "%s": [%s]', name, paste(sprintf("%.17g", x), collapse = ", "))
cat("{\n", paste(c(row("p", p), mapply(row, names(quantiles), quantiles)), collapse = ",\n"), "\n}\n", sep = "")
