import { Type } from "@sinclair/typebox";
import { changesSchema } from "./experiment.js";

const text = Type.String();
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** Where an experiment came from that the package does not know by its name. */
export const sourceSchema = Type.Object({
  name: text,
  from: Type.Union([
    Type.Object({ experiment: text }),
    Type.Object({ spec: Type.Record(text, Type.Unknown()) }),
    Type.Object({ file: text, code: text }),
  ]),
  changes: Type.Optional(changesSchema),
});

/** What a manifest holds, as far as it is read; what a later version adds is passed over. */
export const manifestSchema = Type.Object({
  ...{ moestat: text, experiment: text, protocol: text, budget: text, seed: text, spec: text },
  sizes: Type.Array(count),
  replicates: count,
  definition: Type.Record(text, Type.Unknown()),
  command: Type.Optional(text),
  source: Type.Optional(sourceSchema),
  results: Type.Object({ file: text, fits: count, sha256: text }),
  environment: Type.Object({ node: text, platform: text, arch: text }),
});
