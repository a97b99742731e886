// What users may import from the package: the name of each export, and the file in src/js that it is made of.

export const entries = {
  ".": "index",
  "./connections": "connections",
  "./ui": "ui",
  "./react": "react",
};
