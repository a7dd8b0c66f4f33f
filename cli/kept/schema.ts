import { type Static, Type } from "@sinclair/typebox";
import { intervalMethods } from "../report/methods.js";

/** What is not finite is null in JSON. */
const number = Type.Union([Type.Number(), Type.Null()]);
const text = Type.String();
const numbers = Type.Record(text, number);
const pair = Type.Tuple([Type.Number(), Type.Number()]);
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const wordOf = <const Words extends readonly string[]>(words: Words) =>
  Type.Union(words.map((word) => Type.Literal(word as Words[number])));

const status = wordOf(["converged", "singular", "boundary", "collapsed", "maxSteps"]);
const kind = wordOf(["eligible", "exact", "maxSteps", "collapsed"]);
const certificate = Type.Object({
  ...{ score: number, maxEigenvalue: number },
  flatDirections: Type.Array(numbers),
  ...{ unidentified: Type.Array(text), atBound: Type.Array(text), multipliers: numbers },
  observations: Type.Array(number),
});
const criteria = Type.Object({ identified: count, aic: number, bic: number, icl: number });
const maximum = {
  ...{ params: Type.Unknown(), logLik: number, status, certificate, criteria },
  // Files that were written before there was one have none.
  kind: Type.Optional(kind),
};

const border = Type.Object({ normal: Type.Array(number), value: number });
const remarks = Type.Object({
  steps: Type.Array(
    Type.Object({
      experts: Type.Tuple([count, count]),
      border: Type.Optional(border),
      between: Type.Optional(pair),
    }),
  ),
  classes: Type.Array(
    Type.Union([
      Type.Object({ kind: Type.Literal("absent"), expert: count, class: count }),
      Type.Object({
        kind: Type.Literal("separated"),
        expert: count,
        classes: Type.Tuple([count, count]),
        border,
      }),
    ]),
  ),
  repeatedValues: Type.Array(Type.Object({ value: Type.Number(), times: Type.Number() })),
  poorWald: Type.Optional(Type.Object({ standardError: number, parameters: Type.Array(text) })),
});

const levels = Type.Optional(Type.Array(text));
const recipe = Type.Object({
  formula: text,
  columns: Type.Array(Type.Object({ name: text, kind: text, levels })),
  computed: Type.Array(Type.Object({ call: text, state: Type.Object({ kind: text, levels }) })),
});

const best = Type.Union([count, Type.Null()]);
const selection = Type.Object({
  best: Type.Object({ aic: best, bic: best, icl: best, evidence: best, test: best }),
  rows: Type.Array(
    Type.Object({
      ...{ k: count, logLik: number, parameters: count, aic: number, bic: number, icl: number },
      ...{ status, nested: Type.Boolean() },
      evidence: Type.Object({ logEvidence: number, limits: Type.Optional(text) }),
      test: Type.Union([
        Type.Object({
          ...{ gain: number, share: Type.Number(), replicates: count },
          failures: Type.Array(Type.Unknown()),
        }),
        Type.Null(),
      ]),
    }),
  ),
});

const end = wordOf(["level", "bound", "higher", "lost"]);
const interval = Type.Object({
  ...{ name: text, estimate: number, link: wordOf(["identity", "log", "logReciprocal"]) },
  standing: wordOf(["estimated", "given", "unidentified", "bound", "flat", "tie"]),
  ...{ standardError: number, low: number, high: number, z: number, p: number },
  ends: Type.Optional(Type.Object({ low: end, high: end })),
});

/** What `fit --json` and `fit --out` write, as far as a report tells of it. */
export const keptSchema = Type.Object({
  ...maximum,
  ...{ n: number, k: count, formula: text, inputs: Type.Array(text), response: text },
  recipe,
  data: Type.Object({ file: text, rows: count, remarks: Type.Array(text) }),
  weights: Type.Optional(text),
  parameterSet: Type.Object({
    units: Type.Optional(wordOf(["standardised", "own"])),
    ranges: Type.Record(text, pair),
  }),
  choice: wordOf(["weighed", "highest"]),
  fixed: Type.Optional(Type.Unknown()),
  penalty: Type.Optional(
    Type.Object({
      gateRidge: Type.Optional(Type.Number()),
      variance: Type.Optional(Type.Object({ shape: Type.Number(), scale: Type.Number() })),
    }),
  ),
  penalised: Type.Optional(number),
  search: Type.Object({ starts: count, climbed: count, agreed: count }),
  standardErrors: Type.Object({ gating: Type.Unknown(), experts: Type.Unknown() }),
  remarks,
  gain: Type.Optional(
    Type.Object({
      ...{ smaller: number, smallerStatus: status, nats: number, allowance: number },
      chance: Type.Object({ share: number, limits: Type.Optional(text) }),
    }),
  ),
  pick: Type.Optional(count),
  reason: Type.Optional(text),
  alternatives: Type.Optional(
    Type.Array(Type.Object({ ...maximum, pick: count, hits: count, ahead: number, reason: text })),
  ),
  intervals: Type.Optional(
    Type.Object({
      method: wordOf(intervalMethods),
      level: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }),
      parameters: Type.Array(interval),
      bootstrap: Type.Optional(
        Type.Object({ replicates: count, used: count, counts: Type.Record(text, count), elsewhere: count }),
      ),
    }),
  ),
  covariance: Type.Optional(
    Type.Object({
      of: wordOf(["sandwich", "information"]),
      parameters: Type.Array(text),
      matrix: Type.Array(Type.Array(number)),
    }),
  ),
  selection: Type.Optional(selection),
});

export type KeptJson = Static<typeof keptSchema>;
