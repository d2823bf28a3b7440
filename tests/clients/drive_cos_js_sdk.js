// Calls public functions of npm's cos-js-sdk-v4 in headless Chromium:  node drive_cos_js_sdk.js PACKAGES CHROMIUM
//   {"backend": {…}}                       what the app's backend signs with: appid, bucket, secret_id, secret_key
//   {"call": …, "with": […], "endpoint": …, "client": {…}, "content": FILE}   one call; see cos_js_page.js
//   {"look": ADDRESS}                      does the picture there load?
// The page comes from a server of its own, so that every call crosses origins; Chromium is spoken to through a pipe.
'use strict';
const { spawn } = require('child_process');
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const orders = require('./orders.js');

const [packages, chromium] = process.argv.slice(2);
const files = {
  '/sdk.js': path.join(packages, 'node_modules', 'cos-js-sdk-v4', 'dist', 'cos-js-sdk-v4.js'),
  '/page.js': path.join(__dirname, 'cos_js_page.js'),
};
const page = '<!doctype html><meta charset="utf-8"><script src="/sdk.js"></script><script src="/page.js"></script>';
let backend = {};

const sign = (once) => {
  const now = Math.floor(Date.now() / 1000);
  const plain = `a=${backend.appid}&b=${backend.bucket}&k=${backend.secret_id}&e=${once === null ? now + 86400 : 0}` +
    `&t=${now}&r=${crypto.randomBytes(4).readUInt32BE()}&f=${once === null ? '' : once}`;
  const digest = crypto.createHmac('sha1', backend.secret_key).update(plain).digest();
  return Buffer.concat([digest, Buffer.from(plain)]).toString('base64');
};

const serve_page = () => new Promise((done) => {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://page');
    if (url.pathname === '/sign') return response.end(sign(url.searchParams.get('once')));
    if (files[url.pathname]) return fs.createReadStream(files[url.pathname]).pipe(response);
    response.setHeader('Content-Type', 'text/html');
    return response.end(url.pathname === '/' ? page : '');
  });
  server.listen(0, '127.0.0.1', () => done(server));
});

const start_browser = () => {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'faultcast-chromium-'));
  const child = spawn(chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--no-proxy-server',
    '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions',
    '--disable-default-apps', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', `--user-data-dir=${profile}`,
    '--remote-debugging-pipe', 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], detached: true });
  child.stderr.on('data', (text) => process.stderr.write(text));
  const gone = new Promise((done) => child.on('exit', done));
  const waiting = new Map();
  const events = new Map();
  let last = 0;
  let came = '';
  child.stdio[3].on('error', () => {});
  child.stdio[4].on('data', (piece) => {
    const messages = (came + piece).split('\0');
    came = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      if (message.id && waiting.has(message.id)) waiting.get(message.id)(message);
      else if (events.has(message.method)) events.get(message.method)(message);
    }
  });
  const tell = async (method, params, sessionId) => {
    last += 1;
    const answered = new Promise((done) => waiting.set(last, done));
    child.stdio[3].write(JSON.stringify({ id: last, method, params, sessionId }) + '\0');
    const answer = await Promise.race([answered, gone.then(() => { throw new Error('Chromium has ended'); })]);
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  };
  const event = (name) => new Promise((done) => events.set(name, done));
  const end = async () => {
    tell('Browser.close', {}).catch(() => {});
    const late = setTimeout(() => { try { process.kill(-child.pid, 'SIGKILL'); } catch (error) { /* gone */ } }, 5000);
    await gone;
    clearTimeout(late);
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { tell, event, end };
};

const main = async () => {
  const server = await serve_page();
  const browser = start_browser();
  const { targetId } = await browser.tell('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await browser.tell('Target.attachToTarget', { targetId, flatten: true });
  await browser.tell('Page.enable', {}, sessionId);
  const loaded = browser.event('Page.loadEventFired');
  await browser.tell('Page.navigate', { url: `http://127.0.0.1:${server.address().port}/` }, sessionId);
  await loaded;
  const evaluate = async (expression) => {
    const done = await browser.tell('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
    if (done.exceptionDetails) throw new Error(JSON.stringify(done.exceptionDetails));
    return done.result.value;
  };
  await orders.serve(async (order) => {
    if (order.backend) { backend = order.backend; return null; }
    if (order.look) return evaluate(`look(${JSON.stringify(order.look)})`);
    files['/content'] = order.content;
    return evaluate(`play(${JSON.stringify(order)})`);
  });
  await browser.end();
  server.close();
  server.closeAllConnections();
};

main().catch((error) => { console.error(error); process.exit(1); });
