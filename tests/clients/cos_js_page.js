// In the browser: one call of a public function of cos-js-sdk-v4, with an app's own backend to sign.
'use strict';

const textOf = async (address) => (await fetch(address)).text();

// What a callback got: the answer, or jQuery's request in its place.
const told = (given) => {
  if (!given || given.readyState === undefined) return given;
  let json = null;
  try { json = JSON.parse(given.responseText); } catch (error) { /* not JSON */ }
  return { ...json, status: given.status, text: given.responseText || '' };
};

async function play(order) {
  CosCloud.prototype.cosapi_cgi_url = order.endpoint;
  const cos = new CosCloud({
    ...order.client,
    getAppSign(done) { textOf('/sign').then(done); },
    getAppSignOnce(done) { textOf('/sign?once=' + encodeURIComponent(this.path)).then(done); },
  });
  const given = [...order.with];
  if (order.content) given[1] = new File([await (await fetch('/content')).arrayBuffer()], 'file');
  const begun = performance.now();
  let progress = 0;
  const end = await new Promise((done) => {
    const callbacks = [(got) => done({ by: 'success', got }), (got) => done({ by: 'error', got })];
    if (order.call.endsWith('ploadFile')) callbacks.push(() => { progress += 1; });
    cos[order.call](...callbacks, order.client.bucket, ...given);
  });
  return { by: end.by, answer: told(end.got), progress, took_ms: Math.round(performance.now() - begun) };
}

// Does a picture load, as in a page?
const look = (address) => new Promise((done) => {
  const picture = new Image();
  picture.onload = () => done({ width: picture.naturalWidth });
  picture.onerror = () => done({ width: 0 });
  picture.src = address;
});
