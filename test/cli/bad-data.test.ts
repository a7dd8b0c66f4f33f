import { describe, it } from "node:test";
import { assertRefused, bench } from "./process.js";

const fit = ["fit", "data.csv", "--response", "y", "--experts", "2"];

describe("moestat fit refuses", { concurrency: true }, () => {
  const cases: { name: string; csv: string; args?: string[]; says: string[] }[] = [
    { name: "an empty file", csv: "", says: ["invalid data.csv; empty"] },
    { name: "a header alone", csv: "x,y\n", says: ["data.csv", "no rows"] },
    {
      name: "a file whose first line holds numbers",
      csv: "0.1,2\n0.2,3\n",
      says: ["data.csv", "must name the columns"],
    },
    {
      name: "another separator than the given one",
      csv: "x;y\n1;2\n",
      args: ["--separator", "comma"],
      says: ['unknown column "y" in data.csv; known: "x;y"'],
    },
    {
      name: "an unknown separator",
      csv: "x,y\n1,2\n",
      args: ["--separator", "pipe"],
      says: ['unknown separator "pipe"; known: comma, semicolon, tab, blank'],
    },
    {
      name: "two columns of one name",
      csv: "x,x,y\n1,2,3\n",
      says: ["data.csv", 'two columns have the name "x"'],
    },
    {
      name: "a missing response",
      csv: "x,z\n1,2\n",
      says: ['unknown column "y" in data.csv', 'known: "x", "z"'],
    },
    {
      name: "a missing input",
      csv: "x,y\n1,2\n",
      args: ["--inputs", "x,height"],
      says: ['unknown column "height" in data.csv', 'known: "x", "y"'],
    },
    {
      name: "text in a numeric column",
      csv: "x,y\n1,2\n2,tall\n",
      says: ['invalid line 3, column "y", of data.csv; not a number: "tall"'],
    },
    {
      name: "NaN, where rows must be complete",
      csv: "x,y\n1,2\nNaN,2\n",
      args: ["--missing", "error"],
      says: ['invalid line 3, column "x", of data.csv; missing (--missing drop'],
    },
    { name: "Infinity", csv: "x,y\n1,-Infinity\n", says: ['line 2, column "y"', 'not finite: "-Infinity"'] },
    { name: "a number beyond the range", csv: "x,y\n1,1e999\n", says: ['not finite: "1e999"'] },
    {
      name: "a hexadecimal number",
      csv: "x,y\n0,1\n1,0x1f\n",
      says: ['line 3, column "y"', 'not a number: "0x1f"'],
    },
    {
      name: "empty cells in all rows",
      csv: "x,y\n1,\n3,\n",
      says: ['invalid data.csv; each of its 2 rows has a missing cell: column "y" lacks 2'],
    },
    { name: "a short row", csv: "x,y\n1,2\n3\n", says: ["data.csv", "line 3", "1 cells", "has 2"] },
    { name: "an open quotation mark", csv: 'x,y\n1,"2\n', says: ["invalid data.csv"] },
    { name: "a constant input", csv: "x,y\n5,2\n5,3\n5,4\n", says: ['input "x" of data.csv; constant: 5'] },
    { name: "a constant response", csv: "x,y\n1,2\n2,2\n", says: ['column "y" of data.csv; constant: 2'] },
    {
      name: "a duplicated input",
      csv: "x,z,y\n1,1,3\n2,2,4\n4,4,2\n",
      says: ['inputs "x" and "z" of data.csv; equal'],
    },
    {
      name: "an input that is a linear function of another",
      csv: `m,cm,y\n${Array.from({ length: 20 }, (_, t) => `${t},${100 * t},${(t * t) % 7}`).join("\n")}\n`,
      says: ["data.csv (inputs m, cm)", "linearly dependent"],
    },
    {
      name: "the response among the inputs",
      csv: "x,y\n1,2\n",
      args: ["--inputs", "x,y"],
      says: ['"y" is the response'],
    },
    {
      name: "an input given twice",
      csv: "x,y\n1,2\n",
      args: ["--inputs", "x,x"],
      says: ['"x" is given twice'],
    },
    {
      name: "a column of categories with one category",
      csv: "x,sex,y\n1,male,3\n2,male,4\n",
      says: ['invalid column "sex" of data.csv; constant: male'],
    },
    {
      name: "a column of names",
      csv: "x,name,y\n1,Ann,3\n2,Bob,4\n3,Cyd,4\n",
      says: ['column "name" of data.csv; another category in each row, as Ann, Bob, Cyd (--exclude'],
    },
    {
      name: "a column to leave out that there is not",
      csv: "x,y\n1,3\n",
      args: ["--exclude", "Y,z"],
      says: ['unknown column "Y" in data.csv; did you mean "y"?'],
    },
    {
      name: "a reference level that there is not",
      csv: "sex,y\nmale,3\nfemale,4\n",
      args: ["--reference", "sex=mal"],
      says: ['unknown level "mal" of "sex"; known: female, male; did you mean "male"?'],
    },
    {
      name: "fewer rows than parameters",
      csv: "x,y\n1,2\n2,1\n3,5\n4,4\n",
      says: ["data.csv", "4 rows", "8 free parameters"],
    },
    {
      name: "fewer rows than parameters, since texts among numbers made categories",
      csv: `x,y\n${[1, 2, 3, "n/a", 5, 6, 6, "n/a"].map((x, t) => `${x},${(t * t) % 7}`).join("\n")}\n`,
      says: [
        "8 rows are too few for",
        'column "x" is read as categories, since 2 of its 8 cells are no numbers (line 5: "n/a"; --na names',
      ],
    },
    {
      name: "categories where numbers must be, with what takes them",
      csv: "x,y\n1,low\n2,high\n",
      says: [
        'invalid line 2, column "y", of data.csv; not a number: "low" (--expert multinomial takes categories)',
      ],
    },
    {
      name: "a response that its experts do not take, by its line",
      csv: `x,y\n1,2\n2,\n3,0\n${Array.from({ length: 12 }, (_, t) => `${t},${1 + (t % 5)}`).join("\n")}\n`,
      args: ["--expert", "gamma"],
      says: [
        "invalid line 4, response y, of data.csv; not positive: 0 (pointMass:0 in the list of --expert takes",
      ],
    },
    {
      name: "a fit in place of a table",
      csv: '{"status":"converged"}\n',
      says: ["invalid data.csv; JSON, where a table is needed"],
    },
    {
      name: "no experts",
      csv: "x,y\n1,2\n",
      args: ["--experts", "0"],
      says: ["invalid --experts; not a positive integer: 0"],
    },
    {
      name: "half an expert",
      csv: "x,y\n1,2\n",
      args: ["--experts", "1.5"],
      says: ["invalid --experts", "1.5"],
    },
    {
      name: "an unknown gating",
      csv: "x,y\n1,2\n",
      args: ["--gating", "hard"],
      says: ['unknown gating "hard"; known: softmax'],
    },
    {
      name: "an unknown expert",
      csv: "x,y\n1,2\n",
      args: ["--expert", "cauchy"],
      says: ['unknown expert "cauchy"; known: binomial, gamma'],
    },
    {
      name: "an unknown method",
      csv: "x,y\n1,2\n",
      args: ["--method", "sgd"],
      says: ['unknown method "sgd"; known: newton, em'],
    },
    {
      name: "an option of another gating",
      csv: "x,y\n1,2\n",
      args: ["--gating", "softmax", "--activation", "tanh"],
      says: ["--activation needs the gating activationDenseToSparse: softmax"],
    },
    {
      name: "a temperature that is none",
      csv: "x,y\n1,2\n",
      args: ["--temperature", "0"],
      says: ["invalid --temperature; not a number from 0.01 to 100, nor estimate: 0"],
    },
    {
      name: "more selected experts than there are",
      csv: "x,y\n1,2\n",
      args: ["--top-k", "3"],
      says: ["invalid topK; at most the number of experts, 2: 3"],
    },
    { name: "no starts", csv: "x,y\n1,2\n", args: ["--starts", "0"], says: ["invalid --starts"] },
  ];
  for (const { name, csv, args = [], says } of cases)
    it(name, async (t) => {
      const { write, moestat } = bench(t);
      write("data.csv", csv);
      assertRefused(await moestat(...fit, ...args), ...says);
    });

  it("a missing file", async (t) => {
    assertRefused(await bench(t).moestat(...fit), "cannot read data.csv; no such file or folder");
  });

  it("a folder", async (t) => {
    const { moestat } = bench(t);
    assertRefused(await moestat("fit", ".", "--response", "y", "--experts", "2"), "cannot read .", "folder");
  });
});
