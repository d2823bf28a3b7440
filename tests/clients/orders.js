// Orders on standard input, one JSON object a line; what came of each on standard output, in turn.
'use strict';
const readline = require('readline');

// What an SDK prints goes where it disturbs nobody.
console.log = console.error;

exports.serve = async (play) => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = { result: await play(JSON.parse(line)) };
    } catch (error) {
      answer = { broken: String(error && error.stack || error) };
    }
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
};
