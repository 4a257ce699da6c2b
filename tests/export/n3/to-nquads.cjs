// Reads a file with N3.js and writes what it found as N-Quads: FOLDER-OF-N3 FORMAT FILE
'use strict';
const { readFileSync } = require('node:fs');
const [folder, format, file] = process.argv.slice(2);
const N3 = require(require.resolve('n3', { paths: [folder] }));
const quads = new N3.Parser({ format }).parse(readFileSync(file, 'utf8'));
process.stdout.write(new N3.Writer({ format: 'N-Quads' }).quadsToString(quads));
