// Parses a GIFT file with gift-pegjs and prints what it found as JSON.
const fs = require("fs");
const { parse } = require("gift-pegjs");

console.log(JSON.stringify(parse(fs.readFileSync(process.argv[2], "utf8"))));
