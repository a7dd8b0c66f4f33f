# Design matrices of R for test/formula/design.test.ts: Rscript test/r/model-matrix.R writes test/data/model-matrix.json.
library(splines)
library(jsonlite)

set.seed(20)
n <- 20
data <- data.frame(
  y = round(rnorm(n), 3),
  s = rpois(n, 3),
  f = rpois(n, 4) + 1,
  sex = factor(rep(c("female", "male"), length.out = n)),
  site = factor(rep(c("a", "b", "c", "d"), c(5, 6, 4, 5))[sample(n)]),
  dose = round(runif(n, 0.5, 9), 2),
  age = round(runif(n, 20, 80)),
  time = round(rexp(n, 0.2), 3) + 0.001,
  smoker = runif(n) < 0.4
)
data[["Blood pressure, sys"]] <- round(rnorm(n, 130, 15))
fresh <- data[c(3, 1, 9, 14, 20, 7, 2), ]
fresh$dose <- c(0.2, 3.3, 8.1, 9.9, 4, 1, 2)
fresh$age <- c(15, 33, 47, 90, 61, 20.5, 79)
fresh$time <- c(0.0005, 1, 2.5, 40, 7, 3, 60)

formulas <- c(
  "~ dose", "~ 1", "~ dose - 1", "~ 0 + dose + 1", "~ sex", "~ site", "~ sex - 1", "~ site + sex - 1", "~ smoker", "~ smoker - 1",
  "~ dose * sex", "~ dose:sex", "~ dose:site - 1", "~ site:sex", "~ site:sex - 1", "~ site * sex - site", "~ sex + site:sex",
  "~ dose * site * sex", "~ (dose + sex + site)^2", "~ (dose + age + sex + smoker)^3 - dose:age", "~ sex/dose", "~ (sex + dose)/site",
  "~ dose:sex + sex:site", "~ site:dose + dose", "~ 0 + dose + dose:site", "~ age + dose:age + sex", "~ . - s - f",
  "~ .^2 - s - f - site", "~ `Blood pressure, sys` * sex", "~ log(dose) + exp(-dose/10) + sqrt(time) + abs(age - 50)",
  "~ log2(dose) + log10(dose) + log(dose, base = 3) + sin(time) + cos(2 * time)", "~ I(dose^2) + I(-age^2/1e5) + I((dose + age) * time)",
  "~ I(dose > 4) + dose", "~ I(dose > 4) - 1", "~ I(sex == \"male\"):dose", "~ I(smoker * dose)", "~ factor(s)", "~ factor(s > 2)",
  "~ factor(site, levels = c(\"d\", \"c\", \"b\", \"a\")) * dose", "~ scale(dose)", "~ scale(dose, scale = FALSE) + scale(age, center = FALSE)",
  "~ scale(dose, center = 1, scale = 2)", "~ poly(age, 1)", "~ poly(age, 2)", "~ poly(age, 5) + poly(dose, 3)", "~ poly(age, 3, raw = TRUE)",
  "~ poly(age, degree = 2, raw = T)", "~ poly(log(dose), 2):sex", "~ ns(time, 1)", "~ ns(time, 2)", "~ ns(time, 3)", "~ ns(time, df = 4)", "~ ns(time, 6)",
  "~ ns(dose, 9)", "~ ns(age, knots = c(35, 50, 60))", "~ ns(age, knots = 45, Boundary.knots = c(30, 70))", "~ ns(time, 4, intercept = TRUE) - 1",
  "~ ns(log(dose), df = 3, Boundary.knots = c(0, 2))", "~ bs(time)", "~ bs(time, 4)", "~ bs(time, df = 7)", "~ bs(age, df = 5, degree = 2)",
  "~ bs(age, df = 4, degree = 1)", "~ bs(age, knots = c(40, 60), Boundary.knots = c(25, 75))", "~ bs(dose, df = 6, intercept = TRUE) - 1",
  "~ bs(dose, knots = c(3, 3, 5), degree = 2)", "~ ns(time, 3) * sex", "~ site * poly(dose, 2)", "~ dose + offset(log(time)) + offset(age)",
  "~ age:dose:sex + dose", "~ dose + dose + sex:dose + dose:sex", "~ (dose + age) * (sex + site) - dose:sex", "~ site:sex:smoker", "~ sex:smoker + site",
  "~ -1 + sex + site:smoker", "~ (dose + sex/site)^2", "~ (sex + dose * smoker)^2 - 1", "~ ((age + dose)^2 + sex)^3"
)

# Names and values; the dot is every column but y.
matrixOf <- function(formula, frame) {
  X <- model.matrix(attr(frame, "terms"), frame)
  offset <- model.offset(frame)
  c(list(names = I(colnames(X)), columns = I(unname(split(unname(X), col(X))))), if (is.null(offset)) NULL else list(offset = offset))
}
cases <- lapply(formulas, function(text) {
  formula <- as.formula(paste("y", text))
  frame <- suppressWarnings(model.frame(formula, data))
  new <- suppressWarnings(model.frame(delete.response(attr(frame, "terms")), fresh, xlev = .getXlevels(attr(frame, "terms"), frame)))
  list(formula = paste("y", text), fit = matrixOf(formula, frame), fresh = matrixOf(formula, new))
})

table <- function(d) lapply(d, function(column) if (is.numeric(column)) I(column) else I(as.character(column)))
json <- toJSON(list(data = table(data), fresh = table(fresh), cases = cases), digits = I(17), auto_unbox = TRUE)
writeLines(json, "test/data/model-matrix.json")
