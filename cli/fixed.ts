import type { AnyModel } from "../src/model/model.js";
import { shown } from "../src/numeric/shown.js";
import { checkFixed } from "../src/params/checkFixed.js";
import type { Fixed } from "../src/params/fixed.js";
import { fixedOfNumber } from "../src/params/fixedOfNumber.js";
import { located } from "./errors.js";
import { readJson } from "./json.js";
import { type Coefficient, type Columns, coefficientsOf } from "./report/coefficients.js";
import { NUMBER } from "./table/numbers.js";

const flag = "--fix";

/**
 * What `--fix` holds of a model: `b[1]=0,a[2,dose]=1,sigma2[1]=0.3`, by the fields of the print-out, experts counted from 1, classes by
 * their labels and slopes by their columns; what is left out of the brackets means all, so that `a[1]=0` is all slopes of expert 1.
 * Or a JSON file in the shape of a parameter file, with null for what is free.
 */
export async function fixedOf(text: string, model: AnyModel, columns: Columns): Promise<Fixed> {
  const isFile = isFileName(text);
  const fixed = isFile ? recordIn(text, await readJson(text)) : listed(text, model, columns);
  return checkedIn(isFile ? text : flag, fixed, model);
}

/** The same of several numbers of experts, each of which must have the experts that are named; in a file those without an entry are free. */
export async function fixedOfEach(
  text: string,
  models: readonly AnyModel[],
  columns: Columns,
): Promise<readonly Fixed[]> {
  const given = isFileName(text) ? recordIn(text, await readJson(text)) : undefined;
  return models.map((model) => {
    try {
      const fixed = given ? fixedOfNumber(given, model) : listed(text, model, columns);
      return checkedIn(given ? text : flag, fixed, model);
    } catch (error) {
      throw located(`--experts ${model.k}`, error);
    }
  });
}

const isFileName = (text: string): boolean => /\.json$/i.test(text) && !text.includes("=");

function checkedIn(place: string, fixed: Fixed, model: AnyModel): Fixed {
  try {
    checkFixed(fixed, model);
    return fixed;
  } catch (error) {
    throw located(place, error);
  }
}

function recordIn(file: string, json: unknown): Fixed {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Fixed;
  throw new Error(`invalid ${file}; not an object: ${shown(json)}`);
}

const ITEM = /\s*([A-Za-z]\w*)\s*(?:\[(.*?)\])?\s*=\s*([^,=[\]]*?)\s*(?:,|$)/gy;

function listed(text: string, model: AnyModel, columns: Columns): Fixed {
  const coefficients = coefficientsOf(model, columns);
  const fixed: Record<string, unknown> = {};
  for (const { path } of coefficients) put(fixed, path, null);
  ITEM.lastIndex = 0;
  let end = 0;
  for (const [whole, symbol, place, value] of text.matchAll(ITEM)) {
    end += whole.length;
    if (!NUMBER.test(value)) throw new Error(`invalid ${flag} ${symbol}; not a number: "${value}"`);
    const meant = coefficients.filter((one) => one.symbol === symbol && isAt(one, place));
    const open = meant.filter(({ known }) => known === "");
    if (meant.length > 0 && open.length === 0)
      throw new Error(
        `invalid ${flag} ${whole.replace(/,$/, "").trim()}; it is not estimated, but the ${meant[0].known}`,
      );
    if (meant.length === 0)
      throw new Error(
        `unknown ${flag} "${whole.replace(/,$/, "").trim()}"; known: ${coefficients
          .filter(({ known }) => known === "")
          .map(addressed)
          .join(", ")}`,
      );
    for (const { path } of open) put(fixed, path, Number(value));
  }
  if (text.trim() === "" || end !== text.length)
    throw new Error(
      `invalid ${flag}; not FIELD[EXPERT]=NUMBER or FIELD[EXPERT,COLUMN]=NUMBER: "${text.slice(end)}"`,
    );
  return fixed as Fixed;
}

/** What stands in the brackets of a coefficient. */
const addressOf = ({ expert, label, term }: Coefficient): string[] => [
  ...(expert === undefined ? [] : [`${expert}`]),
  ...(label === undefined ? [] : [label]),
  ...(term === "" || term === "(Intercept)" ? [] : [term]),
];

const addressed = (one: Coefficient): string => {
  const address = addressOf(one);
  return `${one.symbol}${address.length === 0 ? "" : `[${address.join(",")}]`}`;
};

/** Whether brackets mean a coefficient, or all of several of which it is one. */
function isAt(one: Coefficient, place: string | undefined): boolean {
  if (place === undefined) return true;
  const address = addressOf(one);
  const plain = place.replace(/\s*,\s*/g, ",").trim();
  return address.some(
    (_, i) =>
      address
        .slice(0, i + 1)
        .join(",")
        .replace(/\s*,\s*/g, ",") === plain,
  );
}

/** Puts a value where a path leads, in records and lists that are made on the way. */
function put(record: Record<string, unknown>, path: Coefficient["path"], value: number | null): void {
  let at = record as Record<string | number, unknown>;
  path.forEach((step, i) => {
    if (i === path.length - 1) at[step] = value;
    else {
      at[step] ??= typeof path[i + 1] === "number" ? [] : {};
      at = at[step] as Record<string | number, unknown>;
    }
  });
}
