// What the editor knows of SPARQL: its colours, and what can be written at a place.

// Ace's own mode for SPARQL takes a # in an IRI for a comment, and parts of names for keywords.
function sparql_mode() {
  const { Mode } = window.ace.require("ace/mode/text")
  const { TextHighlightRules } = window.ace.require("ace/mode/text_highlight_rules")
  const { CstyleBehaviour } = window.ace.require("ace/mode/behaviour/cstyle")
  class Rules extends TextHighlightRules {
    constructor() {
      super()
      const quoted = (quote) => ({ token: "string", regex: `${quote}(?:[^${quote}\\\\]|\\\\.)*${quote}?` })
      this.$rules = {
        start: [
          { token: "comment", regex: "#.*$" },
          { token: "iri", regex: "<[^\\s<>\"{}|^`]*>" },
          { token: "string", regex: '"""', next: "double" },
          { token: "string", regex: "\'\'\'", next: "single" },
          quoted('"'),
          quoted("'"),
          { token: "variable", regex: "[?$]\\w+" },
          { token: "name", regex: "(?:[A-Za-z][\\w.-]*)?:[\\w.:%-]*" },
          { token: "number", regex: "\\b\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?\\b" },
          { token: "tag", regex: "@[A-Za-z]+(?:-[A-Za-z0-9]+)*" },
          { token: "keyword", regex: "\\b[A-Za-z_]+\\b" },
        ],
        double: [{ token: "string", regex: '"""', next: "start" }, { defaultToken: "string" }],
        single: [{ token: "string", regex: "\'\'\'", next: "start" }, { defaultToken: "string" }],
      }
      this.normalizeRules()
    }
  }
  const mode = new Mode()
  mode.HighlightRules = Rules
  mode.$behaviour = new CstyleBehaviour()
  mode.lineCommentStart = "#"
  return mode
}

// What can stand at a place: a property after a subject, where those that occur on the subject's
// class come first; a class after "a"; else a term, a property or a variable of the query.
function completions(vocabulary, before, whole) {
  const variables = [...new Set(whole.match(/[?$]\w+/g) ?? [])].map((name) => ({ name, label: "", score: 1 }))
  const sentence = before.replace(/#.*$/gm, "").split(/[.{}]\s/).pop()
  const [subject] = sentence.trim().split(/\s+/)
  const is_type = /(?:\ba|rdf:type)\s+[\w:-]*$/.test(before)
  const is_verb = /(?:;|^|[{}.])\s*[^\s;.{}]+\s+[\w:-]*$/.test(before) || /;\s*[\w:-]*$/.test(before)
  if (is_type) { return vocabulary.classes.map(([name, label]) => ({ name, label, score: 10 })) }
  const escaped = subject.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  const classes = [...whole.matchAll(new RegExp(`${escaped}\\s+(?:a|rdf:type)\\s+([\\w:-]+)`, "g"))].map((match) => match[1])
  const properties = vocabulary.properties.map(([name, label, of]) => (
    { name, label, score: classes.some((one) => of.includes(one)) ? 10 : 5 }))
  const known = classes.length > 0 && properties.some(({ score }) => score === 10)
  if (is_verb) { return properties.filter(({ score }) => !known || score === 10) }
  return [...variables, ...vocabulary.names.map(([name, label]) => ({ name, label, score: 3 })), ...properties]
}
