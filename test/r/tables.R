# Writes one small data frame in the ways that R offers, into test/data/tables: Rscript test/r/tables.R
dir.create("test/data/tables", showWarnings = FALSE)
to <- function(name) file.path("test/data/tables", name)
frame <- data.frame(
  "height" = c(1.5, NA, 3, -0.25, 1234.5, 2e-7),
  "sex" = c("male", "female", NA, "female", "male", "male"),
  "Blood pressure, sys" = c(120L, 131L, 118L, NA, 140L, 125L),
  "smokes" = c(TRUE, FALSE, FALSE, TRUE, NA, TRUE),
  "town" = c("\u00c5rhus", "say \"hi\"", "two words", "a;b", "a,b", "Zug"),
  check.names = FALSE
)
write.csv(frame, to("write-csv.csv"), fileEncoding = "UTF-8")
write.csv2(frame, to("write-csv2.csv"), fileEncoding = "UTF-8")
write.csv2(frame, to("latin1.csv"), fileEncoding = "latin1", row.names = FALSE, eol = "\r\n")
write.csv(frame, to("utf16.csv"), fileEncoding = "UTF-16LE", row.names = FALSE)
write.table(frame, to("write-table.txt"), qmethod = "double", fileEncoding = "UTF-8")
write.table(frame, to("tab.tsv"), sep = "\t", quote = FALSE, na = "", row.names = FALSE, fileEncoding = "UTF-8")
write.table(frame["height"], to("one-column.txt"))
write.table(frame["height"], to("one-column-semicolon.txt"), sep = ";", dec = ",")
