import { copyFileSync } from "node:fs";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { bench } from "./process.js";

/** A file of `test/data`. */
export const file = (name: string) => fileURLToPath(new URL(`../../../test/data/${name}`, import.meta.url));

/** New rows in another order of columns and another dialect. */
export const fresh = `sex,grade,dose,"Blood pressure, sys",time
female,mid,2.5,120,0.5
male,high,7,140,1.5
`;

/** A folder with the patients and the new rows. */
export function ward(t: TestContext) {
  const folder = bench(t);
  copyFileSync(file("patients.csv"), folder.path("patients.csv"));
  folder.write("fresh.csv", fresh);
  return folder;
}
