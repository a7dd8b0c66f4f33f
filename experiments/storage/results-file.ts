import { createHash } from "node:crypto";
import type { Status } from "../../src/types.js";
import { differingEntries, lossesIn } from "../identity.js";
import { canonicalJson, parseJson } from "../json.js";
import { dataKey } from "../parts/data.js";
import type { TimedRecord, TrialRecord } from "../types/record.js";
import { type FitSet, fitSet } from "./fit-set.js";
import { type Line, linesOf } from "./lines.js";

/** The format that is written and read: JSON lines, each with a checksum. Files of version 0.1.0 had none, and no number of a format. */
export const resultsFormat = 2;

/** The first line of a results file: what its records are fits of. */
export interface Header {
  /** Version of the package that created the file. */
  readonly moestat: string;
  /** `resultsFormat`. */
  readonly format: number;
  readonly experiment: string;
  readonly protocol: string;
  /** Of all fits of the file. */
  readonly seed: string;
  /** `definitionHash` of `definition`. */
  readonly spec: string;
  /** What decides a single fit, in the open, so that a difference can be named. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** What a results file holds beside its records. */
export interface Contents {
  /** The one that the file has, under which its lines are sealed; the one asked for where it is damaged. */
  readonly header: Header;
  /** Which fits there are, each marked with 32 bits of its checksum. */
  readonly fits: FitSet;
  /** How many. */
  readonly count: number;
  /** Lines whose checksum does not agree with their text, or that are no record of this run, the header among them. */
  readonly damaged: number;
  /** Whether each fit stands there once and in order: by size, then by replicate. */
  readonly ordered: boolean;
  /** Bytes of the whole lines; what follows them is a torn line. */
  readonly end: number;
  readonly size: number;
  /** The version that wrote the file, where it is another than that of the header asked for. */
  readonly otherVersion?: string;
  /** Present where the file records other losses than the header asks for. */
  readonly otherLosses?: true;
}

/** The header as a line, its end included. */
export function headerLine(header: Header): string {
  const { moestat, format, experiment, protocol, seed, spec, definition } = header;
  const sorted = JSON.parse(canonicalJson(definition));
  return sealed(
    JSON.stringify({ moestat, format, experiment, protocol, seed, spec, definition: sorted }),
    "",
  );
}

/** A record as a line of the file with that header, its end included: canonical JSON with a checksum. */
export function recordLine(record: TrialRecord, { spec }: Pick<Header, "spec">): string {
  return sealed(canonicalJson(record), spec);
}

/**
 * Reads a results file and checks it against the header that it should have; `onRecord` gets each of its records once, as they stand, with its line. A
 * line whose checksum does not agree, or that belongs to another run, is passed over and counted, and so is a damaged header
 * where a record vouches for it; a last line without its end is left out. Other losses do not make another definition, since
 * losses can be computed again from the estimates. Throws one line that names the file and what differs: a file of another format,
 * experiment, protocol, seed or definition, two different records of one fit.
 */
export function readResults(
  file: string,
  expected: Header,
  onRecord: (record: TrialRecord, line: Line) => void = () => {},
): Contents {
  const fits = fitSet();
  let found: Header | undefined;
  let first: string | undefined;
  let [count, damaged, end, size] = [0, 0, 0, 0];
  let ordered = true;
  let last = { n: 0, replicate: -1 };
  for (const line of linesOf(file)) {
    size = line.end;
    if (!line.whole) break;
    end = line.end;
    if (first === undefined) {
      first = line.text;
      found = parseHeader(file, first, expected);
      if (!found) damaged++;
      continue;
    }
    const record = parseRecord(line.text, found ?? expected);
    if (!record) {
      damaged++;
      continue;
    }
    const { n, replicate } = record;
    const mark = markOf(line.text);
    const before = fits.markOf(n, replicate);
    if (before !== 0 && before !== mark)
      throw new Error(`results file "${file}" holds two different records of ${record.key}`);
    if (before !== 0 || n < last.n || (n === last.n && replicate < last.replicate)) ordered = false;
    if (before !== 0) continue;
    fits.add(n, replicate, mark);
    count++;
    last = { n, replicate };
    onRecord(record, line);
  }
  if (first === undefined) checkTornHeader(file, size);
  else if (!found && count === 0)
    throw new Error(`"${file}" is not a results file; its first line is no header, or a damaged one`);
  return {
    ...{ header: found ?? expected, fits, count, damaged, ordered, end, size },
    ...(found && found.moestat !== expected.moestat ? { otherVersion: found.moestat } : {}),
    ...(found && found.spec !== expected.spec ? { otherLosses: true as const } : {}),
  };
}

/** What two runs of the same fit must agree on: the record without its time and version, as canonical JSON. */
export function withoutTime(record: TrialRecord | TimedRecord): string {
  const { seconds, version, ...rest } = record as TimedRecord;
  return canonicalJson(rest);
}

/** The header of a results file alone, unchecked but for its checksum. Throws one line where there is none. */
export function readHeader(file: string): Header {
  for (const { text, whole } of linesOf(file)) {
    const header = whole ? parseObject(unsealed(text, "") ?? "", JSON.parse) : undefined;
    if (header && header.format === resultsFormat) return header as unknown as Header;
    refuseOld(file, text);
    break;
  }
  throw new Error(`"${file}" is not a results file; its first line is no header, or a damaged one`);
}

/** Sixteen hexadecimal digits at the end of a line: the first of SHA-256 of what precedes them, after the salt. */
function sealed(json: string, salt: string): string {
  return `${json.slice(0, -1)},"sum":"${checksum(salt + json)}"}\n`;
}

const seal = /,"sum":"([0-9a-f]{16})"\}$/;

/** The JSON text of a sealed line; `undefined` where it is not the one that was sealed. */
function unsealed(line: string, salt: string): string | undefined {
  const match = seal.exec(line);
  if (!match) return undefined;
  const json = `${line.slice(0, match.index)}}`;
  return checksum(salt + json) === match[1] ? json : undefined;
}

const checksum = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** The mark of a record's line, without its end, in a set of fits. It is never 0, which stands for no fit. */
export const markOf = (line: string): number => Number.parseInt(line.slice(-10, -2), 16) || 1;

const headerStart = '{"moestat":';

/** A file without a whole line is empty, or a process was killed as it wrote the header. */
function checkTornHeader(file: string, size: number): void {
  if (size === 0) return;
  for (const { text } of linesOf(file))
    if (!headerStart.startsWith(text.slice(0, headerStart.length)))
      throw new Error(`"${file}" is not a results file; it has no header line`);
}

/** The header in a line, or `undefined` for one that is damaged or none. Throws where it is of another run. */
function parseHeader(file: string, line: string, expected: Header): Header | undefined {
  const json = unsealed(line, "");
  const value = json === undefined ? undefined : parseObject(json, JSON.parse);
  if (!value) {
    refuseOld(file, line);
    return undefined;
  }
  const header = value as unknown as Header;
  compare(file, header, expected);
  return header;
}

/** Throws for a file of version 0.1.0, of which nothing says whether its lines are as they were written. */
function refuseOld(file: string, line: string): void {
  const header = seal.test(line) ? undefined : parseObject(line);
  if (!header || typeof header.moestat !== "string" || header.format !== undefined) return;
  throw new Error(
    `results file "${file}" was written by version ${header.moestat}, without the checksums that are needed now; run it again in another folder, or move the file away`,
  );
}

function compare(file: string, found: Header, expected: Header): void {
  if (found.format !== expected.format)
    throw new Error(
      `results file "${file}" is of format ${found.format}, which is not format ${expected.format}`,
    );
  for (const name of ["experiment", "protocol"] as const) {
    if (found[name] === expected[name]) continue;
    throw new Error(
      `results file "${file}" is from another run; ${name} is "${found[name]}", not "${expected[name]}"`,
    );
  }
  if (found.seed !== expected.seed)
    throw new Error(
      `results file "${file}" holds fits of seed "${found.seed}"; give those of seed "${expected.seed}" a folder of their own`,
    );
  if (found.spec === expected.spec) return;
  const differing = differingEntries(found.definition, expected.definition);
  if (differing.join() === "losses") return;
  const [differs] = differing;
  const what = differs
    ? `${differs} is ${canonicalJson(found.definition[differs])}, not ${canonicalJson(expected.definition[differs])}`
    : `spec is ${found.spec}, not ${expected.spec}`;
  throw new Error(
    `results file "${file}" is from another definition of ${expected.experiment}; ${what} (choose another folder or another name)`,
  );
}

const statuses: Readonly<Record<Status, true>> = {
  converged: true,
  singular: true,
  boundary: true,
  collapsed: true,
  maxSteps: true,
};

/** The record in a line without its end; `undefined` where its checksum does not agree or it is no record of a run with that header, with all its losses. */
export function parseRecord(line: string, header: Header): TrialRecord | undefined {
  const json = unsealed(line, header.spec);
  const value = json === undefined ? undefined : parseObject(json);
  if (!value) return undefined;
  const { experiment, protocol, seed, definition } = header;
  const numbers = [value.k, value.steps, value.logLik, value.score];
  const ok =
    value.experiment === experiment &&
    value.protocol === protocol &&
    value.seed === seed &&
    isCount(value.n) &&
    isCount(value.replicate) &&
    isKeyOf(value.key, { seed, n: value.n, replicate: value.replicate }, header) &&
    value.k === definition.experts &&
    typeof value.status === "string" &&
    Object.hasOwn(statuses, value.status) &&
    numbers.every((number) => typeof number === "number") &&
    isRecord(value.losses) &&
    [...lossesIn(definition), ...Object.keys(value.losses)].every(
      (name) => typeof (value.losses as Record<string, unknown>)[name] === "number",
    ) &&
    typeof value.pattern === "string" &&
    typeof value.version === "string" &&
    isRecord(value.params) &&
    [value.params.gating, value.params.experts].flat().every(isFamily);
  return ok ? (value as unknown as TrialRecord) : undefined;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isKeyOf(
  key: unknown,
  fit: { readonly seed: string; readonly n: number; readonly replicate: number },
  { protocol, definition }: Header,
): boolean {
  return (
    typeof key === "string" &&
    key.startsWith(`${dataKey(String(definition.truthName), fit)}/`) &&
    key.endsWith(`/${protocol}`)
  );
}

function parseObject(text: string, parse = parseJson): Record<string, unknown> | undefined {
  try {
    const value = parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether something is the record of a family: its name, if it has one, is a text. */
const isFamily = (value: unknown): boolean =>
  isRecord(value) && (value.name === undefined || typeof value.name === "string");

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
