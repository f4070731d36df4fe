"""The data in the formats of others, one module a format; `kg.exports.registry` lists them."""
