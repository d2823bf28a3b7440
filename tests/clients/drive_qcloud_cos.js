// Calls public functions of npm's qcloud_cos (legacy object store):  node drive_qcloud_cos.js PACKAGES
//   {"conf": {…}}                          sets members of its conf
//   {"call": "statFile", "with": […]}      a function of its cos; gives what its callback got, and how long it took
//   {"sign": [["signMore", …], …]}         functions of its auth, one after the other
'use strict';
const path = require('path');
const orders = require('./orders.js');
const sdk = require(path.join(process.argv[2], 'node_modules', 'qcloud_cos'));

const play = async (order) => {
  if (order.conf) return Object.assign(sdk.conf, order.conf) && null;
  if (order.sign) return order.sign.map(([name, ...given]) => sdk.auth[name](...given));
  const begun = Date.now();
  const answer = await new Promise((done) => sdk.cos[order.call](...order.with, done));
  return { answer, took_ms: Date.now() - begun };
};

orders.serve(play);
