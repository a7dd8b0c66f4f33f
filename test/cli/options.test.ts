import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Command } from "commander";
import { chosenExpert, chosenGating, type FamilyChoice, withFamilies } from "../../cli/families.js";
import {
  type Expert,
  experts,
  type Factory,
  type Family,
  gatings,
  gaussian,
  type OptionDeclarations,
} from "../../src/index.js";

const described = (options: FamilyChoice): object => {
  const { name, options: own } = chosenGating(options);
  return { name, ...own };
};

describe("the options of a gating", () => {
  it("name it, in any spelling", () => {
    for (const gating of ["denseToSparse", "dense-to-sparse", "densetosparse"])
      assert.deepEqual(described({ gating }), { name: "denseToSparse" });
    assert.deepEqual(described({}), { name: "softmax" });
  });

  it("ask for the gating that they need", () => {
    assert.deepEqual(described({ activation: "GELU" }), {
      name: "activationDenseToSparse",
      activation: "gelu",
    });
    assert.deepEqual(described({ activation: "xgelu:0.1", temperature: 2 }), {
      name: "activationDenseToSparse",
      activation: "xgelu(0.1)",
      temperature: 2,
    });
    assert.deepEqual(described({ temperature: "estimate" }), { name: "denseToSparse" });
    assert.deepEqual(described({ temperature: 0.5, topK: 2 }), {
      name: "denseToSparse",
      temperature: 0.5,
      topK: 2,
      rank: "slope",
    });
    assert.deepEqual(described({ transform: "tanh" }), { name: "modifiedSoftmax", transform: "tanh" });
    assert.deepEqual(described({ topK: 1, rank: "score" }), { name: "softmax", topK: 1, rank: "score" });
  });

  const refused: [options: FamilyChoice, says: string][] = [
    [
      { gating: "softmax", temperature: 2 },
      "--temperature needs the gating denseToSparse or activationDenseToSparse: softmax",
    ],
    [
      { gating: "dense-to-sparse", transform: "tanh" },
      "--transform needs the gating modifiedSoftmax: denseToSparse",
    ],
    [
      { activation: "tanh", transform: "tanh" },
      "--transform needs the gating modifiedSoftmax: activationDenseToSparse",
    ],
    [
      { gating: "activation-dense-to-sparse" },
      "missing --activation; the gating activationDenseToSparse needs it, as in --activation sigmoid",
    ],
    [
      { gating: "modifiedSoftmax" },
      "missing --transform; the gating modifiedSoftmax needs it, as in --transform tanh",
    ],
    [{ activation: "swoosh" }, 'unknown activation "swoosh"; known: identity, sigmoid'],
    [{ activation: "xgelu" }, 'invalid activation "xgelu"; it needs its parameter'],
    [{ transform: "cube" }, 'unknown transform "cube"; known: tanh, sigmoid'],
    [{ topK: 1.5 }, "invalid --top-k; not a positive integer: 1.5"],
    [{ topK: 1001 }, "invalid --top-k; greater than 1000: 1001"],
    [{ temperature: "warm" }, "invalid --temperature; not a number from 0.01 to 100, nor estimate: warm"],
    [{ topK: 1, rank: "mean" }, 'unknown rank "mean"; known: slope, score'],
    [{ rank: "slope" }, "--rank needs --top-k: slope"],
    [{ gating: "hard", activation: "tanh" }, 'unknown gating "hard"; known: softmax'],
  ];
  for (const [options, says] of refused)
    it(`are refused: ${says}`, () => {
      assert.throws(
        () => chosenGating(options),
        ({ message }: Error) => message.startsWith(says),
      );
    });
});

describe("the options of an expert", () => {
  it("name it, or ask for it", () => {
    for (const expert of ["multinomialLogistic", "multinomial-logistic", "multinomial"]) {
      const { wanted, of } = chosenExpert({ expert });
      assert.deepEqual([wanted, of(4).options], [{ flag: "--classes" }, { classes: 4 }]);
    }
    const three = chosenExpert({ classes: 3 });
    assert.deepEqual([three.of(3).name, three.wanted?.count], ["multinomialLogistic", 3]);
    const usual = chosenExpert({});
    assert.deepEqual([usual.of(0).name, usual.wanted], ["gaussian", undefined]);
  });

  it("are refused where they do not fit", () => {
    assert.throws(
      () => chosenExpert({ expert: "gaussian", classes: 3 }),
      /^(Moestat)?Error: --classes needs the expert multinomialLogistic: gaussian$/,
    );
    assert.throws(
      () => chosenExpert({ classes: 1 }),
      /^(Moestat)?Error: invalid --classes; not a whole number from 2 on: 1$/,
    );
    assert.throws(
      () => chosenExpert({ classes: 1001 }),
      /^(Moestat)?Error: invalid --classes; greater than 1000: 1001$/,
    );
    assert.throws(
      () => chosenExpert({ expert: "cauchy" }),
      /unknown expert "cauchy"; known: binomial, gamma/,
    );
  });
});

describe("the options that families declare", () => {
  const declared = (known: Readonly<Record<string, Factory<Family>>>) =>
    Object.values(known).flatMap(({ options = {} }) => Object.entries<OptionDeclarations[string]>(options));

  it("are flags of the command line, each once", () => {
    const flags = withFamilies(new Command()).options.map(({ long }) => long);
    for (const flag of ["--gating", "--top-k", "--activation", "--classes"]) assert.ok(flags.includes(flag));
    assert.equal(new Set(flags).size, flags.length);
    const names = [...declared(gatings), ...declared(experts)].map(([name]) => name);
    assert.equal(flags.length, 4 + new Set(names).size);
  });

  it("are of one kind wherever they are declared, and of a gating or of an expert", () => {
    const kinds = new Map<string, string>();
    for (const [name, { kind }] of [...declared(gatings), ...declared(experts)]) {
      assert.equal(kinds.get(name) ?? kind, kind, name);
      kinds.set(name, kind);
    }
    const ofExperts = new Set(declared(experts).map(([name]) => name));
    assert.deepEqual(
      declared(gatings).filter(([name]) => ofExperts.has(name)),
      [],
    );
  });

  it("have examples that the families take, and a few words of help", () => {
    for (const [name, make] of Object.entries<Factory<Family>>({ ...gatings, ...experts })) {
      for (const [option, { examples, help }] of Object.entries(make.options ?? {})) {
        assert.ok(help.length > 0 && help.length < 110, `${name}.${option}`);
        const others = Object.fromEntries(
          Object.entries(make.options ?? {}).flatMap(
            ([
              other,
              {
                needed,
                examples: [first],
              },
            ]) => (needed ? [[other, first]] : []),
          ),
        );
        for (const value of examples) {
          const own = make({ ...others, [option]: value } as never).options?.[option];
          assert.equal(String(own).toLowerCase(), String(value).toLowerCase(), `${name}.${option}`);
        }
      }
    }
  });

  it("become numbers where they are numbers", () => {
    const parsed = withFamilies(new Command())
      .exitOverride()
      .parse(["--top-k", "2", "--temperature", "1e-1", "--activation", "xgelu:0.1", "--classes", "two"], {
        from: "user",
      })
      .opts();
    assert.deepEqual(parsed, { topK: 2, temperature: 0.1, activation: "xgelu:0.1", classes: "two" });
    assert.throws(
      () => chosenExpert(parsed),
      /^(Moestat)?Error: invalid --classes; not a whole number from 2 on: two$/,
    );
  });
});

describe("an expert that is in the list, with an option", () => {
  const huber = ({ delta }: { readonly delta: number }): Expert => ({
    ...gaussian(),
    name: "huber",
    options: { delta },
  });
  huber.options = {
    delta: {
      kind: "number",
      help: "where it turns",
      placeholder: "D",
      above: 0,
      examples: [1.5],
      needed: true,
    },
  } satisfies OptionDeclarations;
  const listed = experts as Record<string, Factory<Expert>>;

  it("has its flag, help, checks and inferred name from the declaration alone", (t) => {
    listed.huber = huber;
    t.after(() => delete listed.huber);
    const help = withFamilies(new Command()).helpInformation();
    assert.match(help, /--delta <D> +where it turns \(expert huber\)/);
    const { delta } = withFamilies(new Command()).parse(["--delta", "2"], { from: "user" }).opts();
    assert.deepEqual(chosenExpert({ delta }).of(0).options, { delta: 2 });
    const refused = (choice: FamilyChoice, message: string) =>
      assert.throws(() => chosenExpert(choice), { message });
    refused({ delta: -1 }, "invalid --delta; not a positive number: -1");
    refused({ expert: "gaussian", delta: 1 }, "--delta needs the expert huber: gaussian");
    refused({ expert: "huber" }, "missing --delta; the expert huber needs it, as in --delta 1.5");
  });
});
