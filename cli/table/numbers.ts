/** A decimal number as files and command lines have it: `-1.5e3`. */
export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** A number that may as well be a whole one with commas between its thousands. */
export const THOUSANDS = /^[+-]?\d{1,3},\d{3}$/;
/** What programs write for a number that is infinite. */
export const INFINITE = /^[+-]?inf(inity)?$/i;

/** Whether a cell stands for a missing value: nothing, `NA`, `NaN` or a single point, as R, Python, SAS and Stata write it. */
export const isMissingText = (text: string): boolean =>
  text === "" || text === "NA" || text === "." || /^nan$/i.test(text);
