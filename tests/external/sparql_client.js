// Asks an endpoint the queries of a file, as JSON by name, with fetch-sparql-endpoint, and prints
// their answers: rows of terms by variable, true or false, or a list of triples in any order.
const fs = require("fs");
const { SparqlEndpointFetcher } = require("fetch-sparql-endpoint");

const text = (term) => {
  if (term.termType === "NamedNode") return `<${term.value}>`;
  if (term.termType === "BlankNode") return "_:b";
  if (term.language) return `${JSON.stringify(term.value)}@${term.language}`;
  return `${JSON.stringify(term.value)}^^${term.datatype.value}`;
};

const collected = (stream, read) =>
  new Promise((resolve, reject) => {
    const found = [];
    stream.on("data", (part) => found.push(read(part)));
    stream.on("error", reject);
    stream.on("end", () => resolve(found));
  });

async function answer(fetcher, endpoint, query) {
  const kind = fetcher.getQueryType(query);
  if (kind === "ASK") return fetcher.fetchAsk(endpoint, query);
  if (kind === "SELECT") {
    const rows = await fetcher.fetchBindings(endpoint, query);
    return collected(rows, (row) =>
      Object.fromEntries(Object.entries(row).map(([name, term]) => [name, text(term)])),
    );
  }
  const triples = await fetcher.fetchTriples(endpoint, query);
  const lines = await collected(triples, (t) => [t.subject, t.predicate, t.object].map(text).join(" "));
  return [...new Set(lines)];
}

(async () => {
  const [endpoint, file] = process.argv.slice(2);
  const fetcher = new SparqlEndpointFetcher();
  const answers = {};
  for (const [name, query] of Object.entries(JSON.parse(fs.readFileSync(file, "utf8")))) {
    answers[name] = await answer(fetcher, endpoint, query);
  }
  console.log(JSON.stringify(answers));
})();
