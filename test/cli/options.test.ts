import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chosenExpert, chosenGating, type FamilyOptions } from "../../cli/families.js";

const described = (options: FamilyOptions): object => {
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

  const refused: [options: FamilyOptions, says: string][] = [
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
    [{ rank: "slope" }, "--rank needs --top-k, the number of experts it selects: slope"],
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
      const { classes, of } = chosenExpert({ expert });
      assert.deepEqual([classes, of(4).options], [true, { classes: 4 }]);
    }
    assert.equal(chosenExpert({ classes: 3 }).of(3).name, "multinomialLogistic");
    assert.equal(chosenExpert({}).of(0).name, "gaussian");
  });

  it("are refused where they do not fit", () => {
    assert.throws(
      () => chosenExpert({ expert: "gaussian", classes: 3 }),
      /^Error: --classes needs the expert multinomialLogistic: gaussian$/,
    );
    assert.throws(() => chosenExpert({ classes: 1 }), /invalid classes; not a whole number from 2 on: 1/);
    assert.throws(() => chosenExpert({ expert: "cauchy" }), /unknown expert "cauchy"; known: gaussian/);
  });
});
