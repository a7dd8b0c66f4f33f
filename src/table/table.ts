/** A column of numbers; NaN where the value is missing. */
export interface NumericColumn {
  readonly kind: "numeric";
  readonly name: string;
  readonly values: Float64Array;
}

/** A column of categories: codes[t] is the index of row t's level, or -1 where it is missing. The first level is the reference. */
export interface FactorColumn {
  readonly kind: "factor";
  readonly name: string;
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

/** A column of numbers or of categories. */
export type Column = NumericColumn | FactorColumn;

/** Named columns of n rows, as a file or a program holds them. Names are unique. */
export interface Table {
  readonly n: number;
  readonly columns: readonly Column[];
}
