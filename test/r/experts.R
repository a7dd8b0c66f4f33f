# One gamma expert and one t expert with estimated degrees of freedom: Rscript test/r/experts.R > test/r/experts.json
digits <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
entry <- function(name, x) sprintf('    "%s": %s', name, digits(x))
record <- function(name, ...) sprintf('  "%s": {\n%s\n  }', name, paste(c(...), collapse = ",\n"))

set.seed(1)
n <- 60
x <- round(rnorm(n), 3)
z <- round(rnorm(n), 3)
y <- signif(rgamma(n, 4, 4 / exp(3 + 0.8 * x - 0.4 * z)), 6)
fit <- glm(y ~ x + z, family = Gamma(link = "log"), control = list(epsilon = 1e-15, maxit = 100))
shape <- MASS::gamma.shape(fit, it.lim = 100, eps.max = 1e-14)
logLik <- sum(dgamma(y, shape$alpha, shape$alpha / fitted(fit), log = TRUE))
# Standard errors of maximum likelihood: those of glm, with its dispersion 1 / shape.
se <- sqrt(diag(summary(fit, dispersion = 1 / shape$alpha)$cov.scaled))
gamma <- record("gamma", entry("x", x), entry("z", z), entry("y", y), entry("coefficients", coef(fit)),
  entry("shape", shape$alpha), entry("logLik", logLik), entry("standardErrors", se), entry("shapeError", shape$SE))

w <- round(-2 + 4 * (seq_len(200) - 0.5) / 200, 4)
v <- round(1 + 2 * w + 0.3 * rt(200, 4), 5)
objective <- function(p) -sum(dt((v - p[1] - p[2] * w) / exp(p[3]), exp(p[4]), log = TRUE) - p[3])
start <- c(coef(lm(v ~ w)), log(sd(resid(lm(v ~ w)))), log(5))
best <- optim(start, objective, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000))
for (round in 1:3) best <- optim(best$par, objective, method = "BFGS", control = list(reltol = 1e-16, ndeps = rep(1e-5, 4), maxit = 1000))
best <- nlm(objective, best$par, gradtol = 1e-12, steptol = 1e-12, hessian = TRUE)
p <- best$estimate
t <- record("studentT", entry("x", w), entry("y", v), entry("coefficients", p[1:2]), entry("sigma2", exp(2 * p[3])),
  entry("nu", exp(p[4])), entry("logLik", -best$minimum), entry("standardErrors", sqrt(diag(solve(best$hessian)))[1:2]))

cat("{\n", gamma, ",\n", t, "\n}\n", sep = "")
