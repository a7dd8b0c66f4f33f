# A table as people have it (semicolons, decimal commas, row names, missing cells) and what lm makes of it, for one expert:
# Rscript test/r/patients.R writes test/data/patients.csv and test/data/patients.json.
library(splines)
set.seed(20240220)
n <- 120
patients <- data.frame(
  dose = round(runif(n, 0, 10), 2),
  sex = sample(c("male", "female"), n, TRUE),
  grade = sample(c("low", "mid", "high"), n, TRUE),
  time = round(rexp(n), 3),
  "Blood pressure, sys" = sample(100:160, n, TRUE),
  weight = sample(0:3, n, TRUE),
  check.names = FALSE
)
patients$y <- with(patients, round(1 + 0.5 * dose + 2 * (sex == "male") - (grade == "mid") + sin(time) + rnorm(n, sd = 0.4), 3))
patients$dose[c(7, 30)] <- NA
patients$sex[30] <- NA
patients$grade[51] <- NA
write.csv2(patients, "test/data/patients.csv", fileEncoding = "UTF-8")

read <- read.csv2("test/data/patients.csv", row.names = 1, check.names = FALSE, stringsAsFactors = TRUE)
fits <- list(
  c("y ~ dose + sex + grade", "lm(y ~ dose + sex + grade, read)"),
  c("y ~ dose * sex + ns(time, 4)", "lm(y ~ dose * sex + ns(time, 4), na.omit(read[c('y', 'dose', 'sex', 'time')]))"),
  c("y ~ dose - 1", "lm(y ~ dose - 1, read)"),
  c("y ~ `Blood pressure, sys` + poly(dose, 2)", "lm(y ~ `Blood pressure, sys` + poly(dose, 2), na.omit(read[c('y', 'Blood pressure, sys', 'dose')]))"),
  c("I(y^2) ~ sex:dose", "lm(I(y^2) ~ sex:dose, read)"),
  c("y ~ offset(0.5 * dose) + sex", "lm(y ~ offset(0.5 * dose) + sex, read)")
)
number <- function(x) paste(sprintf("%.15g", x), collapse = ", ")
text <- function(x) paste(sprintf('"%s"', gsub('"', '\\\\"', x)), collapse = ", ")
lines <- sapply(fits, function(f) {
  model <- eval(parse(text = f[2]))
  new <- data.frame(dose = c(2.5, 7), sex = c("female", "male"), grade = c("mid", "high"), time = c(0.5, 1.5), check.names = FALSE)
  new[["Blood pressure, sys"]] <- c(120, 140)
  sprintf('  { "formula": %s, "n": %d, "names": [%s], "coefficients": [%s], "logLik": %s, "predicted": [%s] }',
    text(f[1]), nobs(model), text(names(coef(model))), number(coef(model)), number(as.numeric(logLik(model))), number(predict(model, new)))
})
# Frequencies: the rows repeated.
times <- read[rep(seq_len(n), read$weight), ]
weighted <- lm(y ~ dose + sex, times)
lines <- c(lines, sprintf('  { "formula": "y ~ dose + sex", "weights": "weight", "n": %d, "names": [%s], "coefficients": [%s], "logLik": %s }',
  nobs(weighted), text(names(coef(weighted))), number(coef(weighted)), number(as.numeric(logLik(weighted)))))
writeLines(c("[", paste(lines, collapse = ",\n"), "]"), "test/data/patients.json")
