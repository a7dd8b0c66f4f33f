import { Type } from "@sinclair/typebox";

const text = Type.String();
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** What is not finite is null. */
const number = Type.Union([Type.Number(), Type.Null()]);

const slope = Type.Object({
  ...{ slope: number, intercept: number, low: number, high: number, level: Type.Number() },
  omitted: Type.Optional(Type.Array(count)),
});

const size = Type.Object({
  ...{ n: count, replicates: count, certified: count },
  statuses: Type.Record(text, count),
  skipped: Type.Optional(count),
  ...{ mean: number, median: number, q10: number, q25: number, q75: number, q90: number },
});

const curve = { sizes: Type.Array(size), mean: slope, median: slope };
const losses = Type.Array(
  Type.Object({ loss: text, ...curve, certifiedOnly: Type.Optional(Type.Object(curve)) }),
);

/** What a summary holds, as text of a file; what a later version adds is passed over. */
export const summarySchema = Type.Object({
  ...{ experiment: text, title: text, k: count, trueK: count, protocol: text, provenance: text },
  ...{ describes: text, budget: text, seed: text, replicates: count, headline: text },
  theory: Type.Object({
    slope: Type.Number(),
    kind: Type.Optional(Type.Union([Type.Literal("bound"), Type.Literal("lower"), Type.Literal("floor")])),
    source: text,
  }),
  notes: Type.Optional(Type.Array(text)),
  losses,
  patterns: Type.Optional(Type.Array(Type.Object({ pattern: text, fits: count, losses }))),
  published: Type.Optional(
    Type.Object({
      label: text,
      points: Type.Array(Type.Object({ n: count, mean: number, median: number })),
      ...{ slopeMean: number, slopeMedian: number },
    }),
  ),
  ...{ failures: count, fits: count },
  lost: Type.Optional(count),
});
