# Both tails of gamma and beta laws, and the derivatives of log Gamma: Rscript test/r/tails.R > test/r/tails.json
# The points are whole multiples of powers of two, so that they are the same doubles in R and in the tests.
dyadic <- function(x) { unit <- 2^(floor(log2(x)) - 20); round(x / unit) * unit }

gamma <- do.call(rbind, lapply(c(2^-20, 2^-8, 0.25, 0.5, 0.75, 1, 2.5, 7, 12, 19.5, 20, 21, 30, 55, 100, 1e3, 1e5, 1e7, 1e10), function(a) {
  z <- c(-10, -6, -3, -1, -0.25, 0, 0.2, 1, 2.2, 4, 9, 15)
  x <- a + z * sqrt(a)
  x <- dyadic(ifelse(x > 0, x, a * exp(z)))
  data.frame(a = a, x = x, lower = pgamma(x, a), upper = pgamma(x, a, lower.tail = FALSE))
}))

beta <- do.call(rbind, lapply(c(0.5, 1, 2.5, 9, 11, 50, 1000, 1e5), function(a)
  do.call(rbind, lapply(c(0.5, 1, 3, 9.75, 10, 60, 2000, 5e5), function(b) {
    z <- c(-6, -3, -1, 0, 0.3, 2, 5, 10)
    m <- a / (a + b)
    x <- m + z * sqrt(a * b / (a + b + 1)) / (a + b)
    x <- dyadic(ifelse(x > 0, x, m * exp(z)))
    x <- x[x < 1 & 1 - (1 - x) == x]
    data.frame(a = a, b = b, x = x, lower = pbeta(x, a, b), upper = pbeta(x, a, b, lower.tail = FALSE))
  }))))

t <- do.call(rbind, lapply(c(0.125, 0.5, 1, 2.5, 4, 7, 30, 200, 1e3, 1e6, 1e12), function(nu) {
  x <- c(2^-30, 2^-6, 0.25, 1, 1.75, 3, 6.5, 20, 1e3, 1e10)
  data.frame(nu = nu, x = x, upper = pt(x, nu, lower.tail = FALSE))
}))

x <- c(2^-30, 2^-10, 0.1, 0.5, 1, 1.5, 2, 3.25, 9.75, 10, 10.5, 33, 1e3, 1e6)
polygamma <- data.frame(x = x, digamma = digamma(x), trigamma = trigamma(x))
p <- c(1e-300, 1e-100, 1e-20, 1e-10, 1e-4, 0.01, 0.2, 0.4, 0.5, 0.75, 0.999)
quantile <- data.frame(p = p, z = qnorm(p))

rows <- function(table) {
  columns <- lapply(table, function(column) sprintf("%.17g", column))
  paste0("[\n", paste0("    [", do.call(paste, c(columns, sep = ", ")), "]", collapse = ",\n"), "\n  ]")
}
tables <- list(gamma = gamma, beta = beta, t = t, polygamma = polygamma, quantile = quantile)
cat("{\n", paste0("  \"", names(tables), "\": ", sapply(tables, rows), collapse = ",\n"), "\n}\n", sep = "")
