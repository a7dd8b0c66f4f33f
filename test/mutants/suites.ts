// Runs the test files that it is told in one process: to load the package once for each mutant and not once for each file.
for (const file of process.argv.slice(2)) await import(file);
