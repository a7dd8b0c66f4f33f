import { readColumns } from "./csv.js";
import { classesOf, type LabelCount, labelReader } from "./labels.js";

/** A data set as a CSV file holds it: the inputs' names and columns, and the response. */
export interface Data {
  readonly file: string;
  readonly response: string;
  readonly inputs: readonly string[];
  readonly x: readonly Float64Array[];
  /** Numbers, or the classes 1..R of the labels. */
  readonly y: Float64Array;
  /** The labels of a response that is a class, in the order of the classes. */
  readonly labels?: readonly string[];
}

/** Throws with the known names where the file has no such column. */
function checkColumn(file: string, names: readonly string[], name: string): void {
  if (names.includes(name)) return;
  throw new Error(`unknown column "${name}" in ${file}; known: ${names.filter((n) => n !== "").join(", ")}`);
}

/** The input columns of a regression of `response`: the chosen ones, or all others. */
function inputsOf(file: string, names: readonly string[], response: string, chosen?: readonly string[]) {
  const inputs = chosen ?? names.filter((name) => name !== response);
  if (inputs.length === 0)
    throw new Error(`invalid ${file}; no input column beside the response "${response}"`);
  checkNames(file, names, inputs);
  if (inputs.includes(response)) throw new Error(`invalid inputs; "${response}" is the response`);
  return inputs;
}

/** Throws unless the inputs are columns of the file with a name, each once. */
export function checkNames(file: string, names: readonly string[], inputs: readonly string[]): void {
  const unnamed = inputs.indexOf("");
  if (unnamed >= 0)
    throw new Error(
      `invalid first line of ${file}; a column has no name (choose the input columns with --inputs)`,
    );
  for (const [i, name] of inputs.entries()) {
    checkColumn(file, names, name);
    if (inputs.indexOf(name) !== i) throw new Error(`invalid inputs; "${name}" is given twice`);
  }
}

/** Throws where an input is constant or repeats another one. */
function checkInputs({ file, inputs, x }: Pick<Data, "file" | "inputs" | "x">): void {
  for (const [i, column] of x.entries()) {
    if (column.every((value) => value === column[0]))
      throw new Error(`invalid column "${inputs[i]}" of ${file}; constant: ${column[0]}`);
    for (let j = 0; j < i; j++) {
      const other = x[j];
      if (column.every((value, t) => value === other[t]))
        throw new Error(`invalid columns "${inputs[j]}" and "${inputs[i]}" of ${file}; equal`);
    }
  }
}

/**
 * Reads a data set for a regression of `response` on `inputs` (all other columns where none are given). With
 * `wanted` the response is read as labels.
 * Throws where a column is missing, constant, or repeats another one.
 */
export async function readData(
  file: string,
  response: string,
  { inputs: chosen, wanted }: { readonly inputs?: readonly string[]; readonly wanted?: LabelCount },
): Promise<Data> {
  const place = `column "${response}" of ${file}`;
  const { read, labels } = labelReader(place);
  const { names, columns } = await readColumns(
    file,
    (header) => {
      checkColumn(file, header, response);
      return [...inputsOf(file, header, response, chosen), response];
    },
    (name) => (wanted !== undefined && name === response ? read : undefined),
  );
  const data = { file, response, inputs: names.slice(0, -1), x: columns.slice(0, -1) };
  const y = columns.at(-1)!;
  if (y.length > 1) checkInputs(data);
  if (wanted !== undefined) {
    const found = classesOf(place, labels(), wanted);
    return { ...data, y: y.map((index) => found.classOf[index]), labels: found.labels };
  }
  if (y.length > 1 && y.every((value) => value === y[0]))
    throw new Error(`invalid ${place}; constant: ${y[0]}`);
  return { ...data, y };
}
