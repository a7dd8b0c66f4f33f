# EM of the R package flexmix for a softmax-gated mixture of Gaussian regressions, from given responsibilities.
# Rscript peers.R DATA.csv POSTERIOR.csv K TOLERANCE REPEATS
# Prints one JSON object: seconds (median), iterations, the log-likelihood reached. EM stops when
# the log-likelihood changes by less than TOLERANCE of itself, or after 300 iterations.
args <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(flexmix))
data <- read.csv(args[1])
posterior <- as.matrix(read.csv(args[2]))
k <- as.integer(args[3])
tolerance <- as.numeric(args[4])
repeats <- as.integer(args[5])
run <- function() {
  flexmix(y ~ x, data = data, k = k, cluster = posterior,
          model = FLXMRglm(family = "gaussian"), concomitant = FLXPmultinom(~ x),
          control = list(iter.max = 300, minprior = 0, tolerance = tolerance))
}
seconds <- numeric(repeats)
for (r in seq_len(repeats)) seconds[r] <- system.time(fitted <- run())["elapsed"]
cat(sprintf('{"seconds": %.6f, "iterations": %d, "logLik": %.10f}\n',
            median(seconds), fitted@iter, as.numeric(logLik(fitted))))
