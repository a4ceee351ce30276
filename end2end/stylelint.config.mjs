// The standard rules; what differs is said here with its reason.
export default {
  extends: "stylelint-config-standard",
  rules: {
    "import-notation": "string",
    // Tokens are grouped by blank lines and written in full, so that a palette can be read as a table.
    "custom-property-empty-line-before": null,
    "color-hex-length": null,
    // Either notation: the bundler writes what the oldest browsers promised (Chromium 86) read.
    "media-feature-range-notation": null,
    "color-function-notation": null,
    "color-function-alias-notation": null,
    "alpha-value-notation": null,
    "declaration-block-no-redundant-longhand-properties": [true, { ignoreShorthands: ["inset"] }],
    // `clip` hides from the eye, not from the ear, in browsers without `clip-path`.
    "property-no-deprecated": [true, { ignoreProperties: ["clip"] }],
    "value-keyword-case": ["lower", { ignoreKeywords: ["A4"], ignoreProperties: ["/^--/", "font-family"] }],
    // Safari 14 knows `appearance` and `text-size-adjust` by their old names only.
    "property-no-vendor-prefix": [true, { ignoreProperties: ["appearance", "text-size-adjust"] }],
    // Ordering by specificity would tear a component's parts from one another.
    "no-descending-specificity": null,
  },
};
