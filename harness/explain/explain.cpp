#include "explain/explain.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/encode.h"

namespace faultcast::explain {

namespace {

using Json = nlohmann::ordered_json;

Text text_of(const Json& value) {
  return {value.value("en", ""), value.value("zh", "")};
}
Json json_of(const Text& text) {
  return {{"en", text.en}, {"zh", text.zh}};
}

/// Lines of "label: text", the labels in the reader's language.
class Page {
 public:
  explicit Page(Lang lang) : lang_(lang) {}
  void headline(const std::string& text) { out_ += text + "\n"; }
  void item(const Text& label, const std::string& text) {
    if (!text.empty()) out_ += "  " + label.in(lang_) + (lang_ == Lang::zh ? "：" : ": ") + text + "\n";
  }
  void item(const Text& label, const Text& text) { item(label, text.in(lang_)); }
  [[nodiscard]] std::string str() const { return out_; }

 private:
  Lang lang_;
  std::string out_;
};

const Text because{"why", "原因"}, came{"came", "收到"}, right{"right would be", "正确的是"},
    fits{"it fits", "对应"}, setting{"setting", "相关配置"}, next{"next", "下一步"}, source{"source", "出处"},
    cause{"cause", "原因"}, check{"check", "检查"}, cure{"cure", "处理"}, scenarios_word{"scenarios", "场景"},
    why_not{"not from this side", "不能从这一侧出现"};

std::string headline_of(const Json& exchange, const Code* code, Lang lang) {
  const std::string verdict = exchange.value("code", "");
  std::string out = fmt::format("#{} {}.{} {}:{}", exchange.value("id", 0), exchange.value("service", ""),
                                exchange.value("op", ""), exchange.value("service", ""), verdict);
  if (code != nullptr)
    out += " - " + (lang == Lang::zh ? std::string(code->sentence_zh) : std::string(code->sentence_en));
  return out;
}

bool expects_code(const std::vector<scenario::Expectation>& expectations, const Code& code) {
  return std::any_of(expectations.begin(), expectations.end(), [&](const scenario::Expectation& e) {
    if (expects_code(e.order, code)) return true;
    if (e.observer != "wire" || !e.what.starts_with(std::string(code.service) + ".")) return false;
    return std::any_of(e.fields.begin(), e.fields.end(), [&](const auto& f) {
      if (f.first != "code" || f.second.kind != scenario::Matcher::Kind::literal) return false;
      const auto& wanted = *f.second.value;
      return wanted.is_number() ? wanted == code.number && !code.wire.empty()
                                : wanted.is_string() && wanted.template get<std::string>() == code.name;
    });
  });
}

}  // namespace

std::vector<const scenario::Scenario*> scenarios_of(const Code& code,
                                                    const std::vector<scenario::Scenario>& scenarios) {
  std::vector<const scenario::Scenario*> out;
  for (const auto& one : scenarios)
    if (!one.healthy && expects_code(one.expect, code)) out.push_back(&one);
  return out;
}

const Code* find_code(const std::vector<const CodeTable*>& codes, std::string_view name) {
  const auto colon = name.find(':');
  const std::string_view service =
      colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
  const std::string_view bare = colon == std::string_view::npos ? name : name.substr(colon + 1);
  const bool numeric = bare.starts_with('-') && parse_unsigned(bare.substr(1));
  for (const auto* table : codes)
    for (const auto& row : *table) {
      const bool same = numeric ? !row.wire.empty() && std::to_string(row.number) == bare : row.name == bare;
      if (same && (service.empty() || service == row.service)) return &row;
    }
  return nullptr;
}

Result<std::string> explain_exchange(const Json& exchange, const std::vector<const CodeTable*>& codes,
                                     Lang lang) {
  if (!exchange.is_object() || !exchange.contains("code") || !exchange.contains("because"))
    return fail("this is not an exchange of a journal");
  const Code* code = find_code(codes, exchange.value("service", "") + ":" + exchange.value("code", ""));
  Page page(lang);
  page.headline(headline_of(exchange, code, lang));
  page.item(because, text_of(exchange["because"]));
  for (const auto& fact : exchange.value("facts", Json::array())) {
    page.item(came, fmt::format("{} = '{}'", fact.value("name", ""), fact.value("came", "")));
    page.item(right, fact.value("right", ""));
  }
  for (const auto& fit : exchange.value("fits", Json::array())) page.item(fits, text_of(fit));
  page.item(setting, exchange.value("setting", ""));
  if (code != nullptr) {
    page.item(next, {std::string(code->next_en), std::string(code->next_zh)});
    page.item(source, fmt::format("{} ({})", code->source, code->certainty));
  }
  return page.str();
}

std::optional<std::string> explain_request_id(std::string_view text, Lang lang) {
  const auto bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  const auto parts = split(as_text(*bytes), '_');
  if (parts.size() != 4) return std::nullopt;
  for (const auto& part : parts)
    if (!parse_unsigned(part, 16)) return std::nullopt;
  const auto seconds = *parse_unsigned(parts[0], 16);
  if (seconds > 1ULL << 40) return std::nullopt;
  Page page(lang);
  page.headline(std::string(as_text(*bytes)));
  page.item({"made", "生成时间"}, iso8601(static_cast<Millis>(seconds) * 1000, 8));
  page.item({"node", "节点"}, parts[1]);
  page.item({"source", "出处"}, "COS v4 reference, 3.0 (seen)");
  return page.str();
}

std::string explain_scenario(const scenario::Scenario& scenario, Lang lang) {
  Page page(lang);
  page.headline((scenario.doc.empty() ? "" : "§" + scenario.doc + " ") + scenario.title.in(lang) + "  [" +
                scenario.id + "]");
  page.item(cause, scenario.teach.cause);
  page.item(check, scenario.teach.check);
  page.item(cure, scenario.teach.cure);
  for (const auto* side : {&scenario.app, &scenario.console})
    if (side->missing) page.item(why_not, side->why);
  return page.str();
}

std::string explain_code(const Code& code, const std::vector<scenario::Scenario>& scenarios, Lang lang) {
  Page page(lang);
  const Text sentence{std::string(code.sentence_en), std::string(code.sentence_zh)};
  page.headline(fmt::format("{}:{} - {}", code.service, code.name, sentence.in(lang)));
  if (code.number != 0 || !code.wire.empty())
    page.item({"on the wire", "线上表现"}, fmt::format("{} {}", code.number, code.wire));
  page.item(next, {std::string(code.next_en), std::string(code.next_zh)});
  page.item(source, fmt::format("{} ({})", code.source, code.certainty));
  for (const auto* one : scenarios_of(code, scenarios))
    page.item(scenarios_word, one->id + " - " + one->title.in(lang));
  return page.str();
}

Json scenario_json(const scenario::Scenario& scenario) {
  return {{"id", scenario.id},
          {"doc", scenario.doc},
          {"title", json_of(scenario.title)},
          {"cause", json_of(scenario.teach.cause)},
          {"check", json_of(scenario.teach.check)},
          {"cure", json_of(scenario.teach.cure)}};
}

Json code_json(const Code& code, const std::vector<scenario::Scenario>& scenarios) {
  Json out = {{"code", fmt::format("{}:{}", code.service, code.name)},
              {"op", code.op},
              {"sentence", {{"en", code.sentence_en}, {"zh", code.sentence_zh}}},
              {"next", {{"en", code.next_en}, {"zh", code.next_zh}}},
              {"source", code.source},
              {"certainty", code.certainty},
              {"scenarios", Json::array()}};
  for (const auto* one : scenarios_of(code, scenarios)) out["scenarios"].push_back(one->id);
  return out;
}

}  // namespace faultcast::explain
