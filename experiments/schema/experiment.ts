import { type Static, type TSchema, Type } from "@sinclair/typebox";

const closed = { additionalProperties: false };

const count = (description: string, most: number) => Type.Integer({ minimum: 1, maximum: most, description });

/** One of a few words. */
const words = <const Word extends string>(known: readonly Word[], description?: string) =>
  Type.Enum(Object.fromEntries(known.map((word) => [word, word])) as { [W in Word]: W }, {
    ...(description === undefined ? {} : { description }),
  });

const listOf = <S extends TSchema>(items: S) => Type.Array(items, { minItems: 1 });

// No field is deeper: a list over experts of lists over classes of lists over inputs.
const field = Type.Union([
  Type.Number(),
  Type.String(),
  Type.Boolean(),
  listOf(Type.Union([Type.Number(), listOf(Type.Union([Type.Number(), listOf(Type.Number())]))])),
]);

const family = (description: string) =>
  Type.Object({ name: Type.Optional(Type.String()) }, { additionalProperties: field, description });

const params = (description: string) =>
  Type.Object(
    {
      gating: family("Fields and options of the gate, by its name: softmax where none is given."),
      experts: Type.Union(
        [
          family("Fields and options of the experts, by their name: gaussian where none is given."),
          listOf(family("Fields and options of one expert, by its name.")),
        ],
        { description: "One record for all experts; one for each where they are of several families." },
      ),
    },
    { ...closed, description },
  );

const options = (description: string) =>
  Type.Record(Type.String(), Type.Union([Type.Number(), Type.String(), Type.Boolean()]), { description });

const range = Type.Tuple([Type.Number(), Type.Number()]);

const parameterSet = Type.Union(
  [
    Type.Object({ reach: Type.Number({ exclusiveMinimum: 1 }) }, closed),
    Type.Object(
      {
        units: Type.Optional(words(["standardised", "own"])),
        ranges: Type.Record(Type.String(), range),
      },
      closed,
    ),
  ],
  {
    description:
      "The compact set over which an estimate is the highest maximum: the reach of a set round the truth (2: coefficients up to twice the largest true one), or a range for each field or kind of coefficient.",
  },
);

/** What a file says of an experiment of one's own, as JSON Schema: the one statement of its entries. */
export const experimentSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: "Where this schema is, for editors." })),
    name: Type.Optional(
      Type.String({
        pattern: "^[a-z0-9]+(-[a-z0-9]+)*$",
        description: "Names the results: small letters, figures and hyphens. The file's name where absent.",
      }),
    ),
    title: Type.Optional(Type.String({ minLength: 1, description: "Stands above figures and reports." })),
    truth: params("The parameters from which data are drawn."),
    equivalents: Type.Optional(
      Type.Array(params("Other parameters with the density of the truth."), {
        description:
          "Other parameters with the density of the truth, where they are more than another order of its experts: losses are against the nearest.",
      }),
    ),
    experts: Type.Optional(
      Type.Union(
        [
          count("Number of fitted experts.", 1000),
          Type.Array(
            Type.Union([
              Type.String({ description: "A family by its name." }),
              options("A family by its name, with its options: { name: pointMass, at: 0 }."),
            ]),
            { minItems: 1, maxItems: 1000, description: "The family of each fitted expert." },
          ),
        ],
        { description: "The fitted experts: how many, or the family of each; as the truth's where absent." },
      ),
    ),
    fitted: Type.Optional(
      Type.Object(
        {
          gating: Type.Optional(options("Options of the fitted gate: { topK: 2 }.")),
          expert: Type.Optional(options("Options of the fitted experts.")),
        },
        { ...closed, description: "Options of the fitted families that are not those of the truth." },
      ),
    ),
    design: Type.Optional(
      Type.String({
        description:
          "Law of the inputs: grid:FROM:TO, uniform:FROM:TO[:D] or normal:MEAN:SD[:D]; uniform on [-1, 1] where absent.",
      }),
    ),
    sizes: Type.Optional(
      Type.Array(count("A sample size.", 1e8), {
        minItems: 1,
        description: "Sample sizes; four a decade from 100 to 100000 where absent.",
      }),
    ),
    replicates: Type.Optional(count("Data sets of each size; 20 where absent.", 1e8)),
    losses: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        uniqueItems: true,
        description:
          "What is recorded of each estimate, by name; the first is drawn. Those of the theory for the families, hellinger and totalVariation where absent.",
      }),
    ),
    method: Type.Optional(words(["newton", "em"], "How the likelihood is climbed; newton where absent.")),
    starts: Type.Optional(
      words(
        ["multi", "near-truth"],
        "multi (where absent): starts all over the set, in rounds until 16 agree, then exchanges of experts; near-truth: `tries` starts near the truth.",
      ),
    ),
    tries: Type.Optional(count("Number of starts near the truth; 1 where absent.", 1e6)),
    tolerance: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description: "Relative change of the log-likelihood at which EM stops.",
      }),
    ),
    maxSteps: Type.Optional(count("Steps after which a climb gives up.", 1e9)),
    parameterSet: Type.Optional(parameterSet),
    theory: Type.Optional(
      Type.Object(
        {
          slope: Type.Number({ description: "Exponent of n." }),
          kind: Type.Optional(
            words(
              ["bound", "lower", "floor"],
              "bound (where absent): the loss is of this order or smaller; lower: of this order at least; floor: it does not vanish.",
            ),
          ),
          source: Type.Optional(Type.String({ description: "Paper and equation." })),
        },
        { ...closed, description: "What theory says of the first loss as n grows." },
      ),
    ),
    notes: Type.Optional(
      Type.Array(Type.String(), { description: "Sentences that belong below the figures." }),
    ),
  },
  { ...closed, title: "An experiment of moestat" },
);

/** The changes of an experiment, as a manifest states them. */
export const changesSchema = Type.Object(
  {
    experts: Type.Optional(count("Number of fitted experts.", 1000)),
    losses: Type.Optional(listOf(Type.String())),
    truth: Type.Optional(params("The parameters from which data are drawn.")),
    design: Type.Optional(Type.String()),
    parameterSet: Type.Optional(parameterSet),
  },
  closed,
);

/** An experiment as plain data. */
export type ExperimentData = Static<typeof experimentSchema>;

/** The text of the published schema. */
export function experimentSchemaText(): string {
  const draft = "http://json-schema.org/draft-07/schema#";
  return `${JSON.stringify({ $schema: draft, ...experimentSchema }, null, 2)}\n`;
}
