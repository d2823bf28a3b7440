#include "journal/exchange_json.h"

#include <nlohmann/json.hpp>

#include "base/encode.h"

namespace faultcast::journal {

namespace {

using Json = nlohmann::ordered_json;

Json text(const Text& t) {
  return {{"en", t.en}, {"zh", t.zh}};
}

Json kept(const Kept& k) {
  Json out = {{"size", k.size}, {"head_base64", base64(k.head)}};
  if (!k.sha256.empty()) out["sha256"] = k.sha256;
  return out;
}

}  // namespace

Json to_json(const Exchange& exchange) {
  const Verdict& verdict = exchange.verdict;
  Json out;
  out["id"] = exchange.id;
  out["service"] = exchange.service;
  out["op"] = exchange.op;
  out["code"] = verdict.code == nullptr ? "" : std::string(verdict.code->name);
  out["ok"] = verdict.ok();
  if (verdict.code != nullptr && verdict.code->number != 0) out["number"] = verdict.code->number;
  if (verdict.code != nullptr && !verdict.code->wire.empty()) out["message"] = verdict.code->wire;
  out["at"] = iso8601(exchange.at);
  out["took_ms"] = exchange.took;
  out["connection"] = exchange.connection;
  out["peer"] = exchange.peer;
  out["because"] = text(verdict.because);
  out["facts"] = Json::array();
  for (const auto& fact : verdict.facts)
    out["facts"].push_back({{"name", fact.name}, {"came", fact.came}, {"right", fact.right}});
  out["fits"] = Json::array();
  for (const auto& fit : verdict.fits) out["fits"].push_back(text(fit));
  out["setting"] = verdict.setting;
  if (!verdict.forced_by.empty()) out["forced_by"] = verdict.forced_by;
  out["fields"] = Json::object();
  for (const auto& [name, value] : exchange.fields) out["fields"][name] = value;
  out["rules"] = exchange.rules;
  out["request"] = kept(exchange.request);
  out["answer"] = kept(exchange.answer);
  return out;
}

}  // namespace faultcast::journal
