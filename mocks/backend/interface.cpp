#include "backend/interface.h"

#include <algorithm>

#include "base/text.h"

namespace faultcast::backend {

namespace {

constexpr std::string_view main_file = "interface.php";

std::string envelope(const Code& code, const std::string& message, const php::Json& data) {
  php::Json out;
  out["returnValue"] = code.number;
  out["returnMsg"] = message;
  out["returnData"] = data;
  return php::json_encode(out);
}

class Interface {
 public:
  explicit Interface(Script& script) : script_(script) {}

  Outcome run(std::string_view body) {
    script_.info("interface", {main_file, "main", 7}, fmt::format("request:{}", body));
    Outcome outcome = process(body);
    if (script_.dead()) return died(script_, std::move(outcome.verdict));
    script_.info("interface", {main_file, "main", 16},
                 fmt::format("response({}):{}", outcome.body.size(), outcome.body));
    return outcome;
  }

 private:
  Outcome refuse(std::string_view name, const std::string& message, Text because, int line = 0) {
    const Code& row = code(name);
    if (line != 0)
      script_.error("interface", {main_file, "Process", line}, fmt::format("{} | {}", row.wire, message),
                    row.number);
    return {verdict_of(name, std::move(because)), 200, envelope(row, message, php::Json::array())};
  }

  Outcome process(std::string_view body) {
    auto request = php::json_decode(body);
    if (!request || php::is_falsy(*request))
      return refuse("invalid_json", std::string(code("invalid_json").wire),
                    {"the body is no JSON, or holds nothing", "正文不是 JSON 或为空"}, 33);
    const auto action = request->is_object() ? request->find("Action") : request->end();
    const std::string input(code("invalid_input").wire);
    if (action == request->end() || php::is_falsy(*action))
      return refuse("invalid_input", input, {"there is no Action", "缺少 Action"}, 43);
    const std::string name = php::strval(*action);
    const auto row =
        std::find_if(actions().begin(), actions().end(), [&](const auto& a) { return a.name == name; });
    if (row == actions().end()) {
      script_.error(
          "interface", {"GlobalFunctions.php", "instance", 35},
          fmt::format("invalid fileName of /data/live_demo_service/common/../interface//{}.php", name));
      return refuse("invalid_input", "invalid interface name:" + name,
                    {fmt::format("there is no interface '{}'", printable(name)),
                     fmt::format("没有接口“{}”", printable(name))},
                    55);
    }
    request->erase("Action");
    return act(*row, *request);
  }

  Outcome act(const Action& action, const php::Json& arguments) {
    for (const auto name : action.required) {
      const auto at = arguments.find(std::string(name));
      if (at == arguments.end() || at->is_null() || *at == "")
        return refuse("invalid_input",
                      fmt::format("{} | {} is null or empty!", code("invalid_input").wire, name),
                      {fmt::format("'{}' is missing", name), fmt::format("缺少“{}”", name)});
    }
    if (action.checks_parameters) script_.parameters_checked();
    const std::string file = std::string(action.name) + ".php";
    script_.info("interface", {file, "process", action.args_line},
                 fmt::format("{} args={}", action.logged, php::var_export(arguments)));
    const ActionResult result = action.run(script_, arguments);
    if (script_.dead())
      return {verdict_of("script_died", {"the database refuses the connection", "数据库拒绝连接"},
                         "console.db.running"),
              500,
              {}};
    const std::string message = result.more.empty() ? std::string(result.code->wire)
                                                    : fmt::format("{} | {}", result.code->wire, result.more);
    return {verdict_of(result.code->name, {message, message}), 200,
            envelope(*result.code, message, result.data)};
  }

  Script& script_;
};

}  // namespace

Outcome run_interface(Script& script, std::string_view body) {
  return Interface(script).run(body);
}

Outcome forced_interface(const Code& code) {
  Outcome outcome{{}, code.status, {}};
  outcome.verdict.code = &code;
  outcome.verdict.because = {"a rule forces this verdict", "由规则强制给出该结果"};
  if (code.status == 200) outcome.body = envelope(code, std::string(code.wire), php::Json::array());
  return outcome;
}

}  // namespace faultcast::backend
