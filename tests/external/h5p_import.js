// Imports an H5P package into an H5P server and prints the content that the server stored, as JSON.
//
//   node h5p_import.js PACKAGE FOLDER
//
// FOLDER is an empty folder to work in. The libraries of the content are installed there as
// descriptions alone: what the server checks content by, written down here for the fields we use.
const fs = require("fs");
const path = require("path");
const h5p = require("@lumieducation/h5p-server");

const text = (name, ...tags) => ({ name, type: "text", label: name, tags });
const group = (name, ...fields) => ({ name, type: "group", label: name, fields });
const list = (name, field) => ({ name, type: "list", label: name, field });
const truth = (name) => ({ name, type: "boolean", label: name });
const number = (name) => ({ name, type: "number", label: name });
const marks = ["strong", "em", "sub", "sup", "code"];
// H5P takes a group of one field for that field, so the numbers matter.
const band = group("band", number("from"), number("to"), { name: "feedback", type: "text" });
const overall = group("overallFeedback", list("overallFeedback", band));
const LIBRARIES = {
  "H5P.QuestionSet-1.21": [
    list("questions", {
      name: "question",
      type: "library",
      label: "Question",
      options: ["H5P.MultiChoice 1.16", "H5P.Blanks 1.14"],
    }),
  ],
  "H5P.MultiChoice-1.16": [
    text("question", ...marks, "h2", "h3", "pre"),
    list(
      "answers",
      group(
        "answer",
        text("text", ...marks),
        truth("correct"),
        group("tipsAndFeedback", text("tip"), text("chosenFeedback", ...marks, "a")),
      ),
    ),
    overall,
  ],
  "H5P.Blanks-1.14": [
    text("text", "strong", "em", "u", "a", "ul", "ol", "h2", "h3", "hr", "pre", "code"),
    list("questions", text("question", "strong", "em", "del", "u", "code")),
    overall,
  ],
};

function install(folder) {
  for (const [name, semantics] of Object.entries(LIBRARIES)) {
    const [machineName, version] = name.split("-");
    const [majorVersion, minorVersion] = version.split(".").map(Number);
    const library = {
      title: machineName, machineName, majorVersion, minorVersion, patchVersion: 0, runnable: 1,
    };
    fs.mkdirSync(path.join(folder, name), { recursive: true });
    fs.writeFileSync(path.join(folder, name, "library.json"), JSON.stringify(library));
    fs.writeFileSync(path.join(folder, name, "semantics.json"), JSON.stringify(semantics));
  }
}

async function main(file, folder) {
  const places = Object.fromEntries(
    ["libraries", "temporary", "content"].map((name) => [name, path.join(folder, name)]),
  );
  Object.values(places).forEach((place) => fs.mkdirSync(place, { recursive: true }));
  install(places.libraries);
  const config = new h5p.H5PConfig(undefined, { contentHubEnabled: false, sendUsageStatistics: false });
  const server = h5p.fs(config, places.libraries, places.temporary, places.content);
  const user = { id: "1", name: "Tester", email: "tester@example.org", type: "local" };
  const { metadata, parameters } = await server.uploadPackage(fs.readFileSync(file), undefined, user);
  const library = `${metadata.mainLibrary} 1.21`;
  const saved = await server.saveOrUpdateContentReturnMetaData(
    undefined, parameters, metadata, library, user,
  );
  const stored = await server.getContent(saved.id, user);
  console.log(JSON.stringify({ metadata: saved.metadata, stored: stored.params.params }));
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
