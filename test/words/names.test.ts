import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkNames, unknownAmong, unknownName } from "../../src/words/names.js";
import { suggestion } from "../../src/words/suggestion.js";

describe("a suggestion", () => {
  it("is the nearest known word where a few letters make the difference, capitals apart", () => {
    const known = ["seed", "starts", "start", "tolerance"];
    assert.equal(suggestion("seeed", known), '; did you mean "seed"?');
    assert.equal(suggestion("Tolerence", known), '; did you mean "tolerance"?');
    assert.equal(suggestion("satrts", known), '; did you mean "starts"?');
  });

  it("is none where nothing is near", () => {
    assert.equal(suggestion("signal", ["seed", "starts"]), "");
    assert.equal(suggestion("x", ["y"]), "");
    assert.equal(suggestion("seed", []), "");
  });
});

describe("names of options", () => {
  it("that are unknown are refused with those that are known", () => {
    checkNames("fit", { seed: 1 }, ["seed", "starts"]);
    checkNames("softmax", {}, []);
    assert.throws(() => checkNames("fit", { seeed: 1 }, ["seed", "starts"]), {
      message: 'unknown option "seeed" of fit; known: seed, starts; did you mean "seed"?',
    });
    assert.throws(() => checkNames("softmax", { tau: 1 }, []), {
      message: 'unknown option "tau" of softmax; it has none',
    });
  });

  it("stand in an object and nothing else", () => {
    for (const [given, text] of [
      [null, "null"],
      [undefined, "undefined"],
      [3, "3"],
      [[0], "[0]"],
      ["seed", '"seed"'],
    ] as const)
      assert.throws(() => checkNames("fit", given, ["seed"]), {
        message: `invalid options of fit; not an object: ${text}`,
      });
  });

  it("are named with their kind where they stand for a thing", () => {
    assert.equal(
      unknownName("loss", "voronio", ["d1", "voronoi"]).message,
      'unknown loss "voronio"; known: d1, voronoi; did you mean "voronoi"?',
    );
    assert.equal(unknownName("rank", 3, ["slope"]).message, "unknown rank 3; known: slope");
  });
});

describe("a name among many", () => {
  const known = ["softmax-exact", "softmax-over", "fisher-spectrum", "error.worst.a", "temperature.dr"];
  const told = (given: string) => unknownAmong("thing", given, known).message;

  it("is answered with the nearest one", () => {
    assert.equal(told("softmax-exat"), 'unknown thing "softmax-exat"; did you mean "softmax-exact"?');
  });

  it("or those that begin like it or have it as a part", () => {
    assert.equal(told("softmax"), 'unknown thing "softmax"; known: softmax-exact, softmax-over');
    assert.equal(told("spectrum"), 'unknown thing "spectrum"; known: fisher-spectrum');
  });

  it("or what names begin with", () => {
    assert.equal(
      told("voronio"),
      'unknown thing "voronio"; known begin with softmax, fisher, error, temperature',
    );
  });
});
