# Heteroscedastic least squares, and White's covariance (HC0) of its coefficients: Rscript sandwich.R > sandwich.json
suppressMessages(library(sandwich))
set.seed(7)
n <- 40
x1 <- round(runif(n, -1, 3), 3)
x2 <- round(rnorm(n), 3)
y <- round(1 + 2 * x1 - 0.5 * x2 + (0.3 + abs(x1)) * rnorm(n), 3)
fit <- lm(y ~ x1 + x2)
hc0 <- vcovHC(fit, type = "HC0")
numbers <- function(values) paste0("[", paste(sprintf("%.15g", values), collapse = ", "), "]")
cat(sprintf(
  "{\n  \"x\": [%s, %s],\n  \"y\": %s,\n  \"coefficients\": %s,\n  \"hc0\": [%s]\n}\n",
  numbers(x1), numbers(x2), numbers(y), numbers(coef(fit)),
  paste(apply(hc0, 1, numbers), collapse = ", ")
))
