// Puts back what a page leaves out of its program (docs/reference/program.md, "In a page").

// Gives the program with whole trees; those that are whole already stay as they are.
export function complete(program) {
  for (const tree of Object.values(program.trees)) if (tree.steps.shapes) completeTree(tree);
  return program;
}

function completeTree(tree) {
  const steps = readColumn(tree.steps), facts = readColumn(tree.facts);
  steps.forEach((step, at) => {
    const {options = [], branches = []} = step;
    for (const way of [step, ...options, ...branches]) for (const key of ["then", "otherwise", "target"]) if (key in way) way[key] = steps[at + way[key]].id;
    for (const option of options) option.id ??= option.label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  });
  for (const fact of facts) {
    fact.label ??= fact.id.replaceAll("_", " ");
    fact.options &&= fact.options.map((one) => (Array.isArray(one) ? one : [one, one]));
  }
  tree.steps = nameRows(steps);
  tree.facts = nameRows(facts);
}

const nameRows = (rows) => Object.fromEntries(rows.map(({id, ...row}) => [id, row]));

// Gives the values of a column; of one that says the same of all rows, that.
export function readColumn(column) {
  const {rows, of, shapes} = column;
  if (typeof column === "string") return column.slice(1).split(column[0]);
  if (!rows) return column;
  const columns = of.map(readColumn), [names, ...kinds] = (shapes ?? "").split(","), keys = names.split(" ");
  return [...rows].map((sign) => {
    if (!shapes) return columns[0].splice(0, readSign(sign));
    const [signs, kind] = kinds[readSign(sign)].split(":"), row = kind ? {[keys[0]]: kind} : {};
    for (const each of signs) {
      const place = readSign(each), values = columns[place - 1];
      row[keys[place]] = values === true || values.shift();
    }
    return row;
  });
}

const readSign = (sign) => sign.charCodeAt() - 97;
