// faultcast callback send|resend|list|tail: event callbacks of a running process, or of its journal file.
#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "callback/codes.h"
#include "callback/ledger.h"
#include "cli/admin_client.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/signals.h"

namespace faultcast::cli {

namespace {

using Json = nlohmann::ordered_json;

struct CallbackOptions {
  AdminClient admin;
  LangOption lang;
  std::string event, stream, format = "flv", journal;
  double duration = 90;
  int errcode = 1;
  std::uint64_t id = 0;
  bool json = false, once = false;
};

std::string clock_time(Millis at) {
  return iso8601(at / 1000 * 1000, 8).substr(0, 19);
}

/// Why an attempt counts as delivered or not, from the code table.
std::string why(const callback::Attempt& attempt, Lang lang) {
  if (attempt.code.empty()) return Text{"begun, no answer known", "已发出，尚无结果"}.in(lang);
  const Code& row = callback::code(attempt.code);
  const Text sentence{std::string(row.sentence_en), std::string(row.sentence_zh)};
  return fmt::format("{}: {}{}", attempt.code, sentence.in(lang),
                     attempt.because.empty() || lang == Lang::zh ? "" : " (" + attempt.because + ")");
}

void print(const callback::Delivery& one, Lang lang) {
  fmt::print("#{} {} {} {} {} -> {}\n", one.id, clock_time(one.made), op_of(one.event.type), one.event.stream,
             word_of(one.state), one.url.empty() ? "-" : printable(one.url));
  int number = 0;
  for (const auto& attempt : one.attempts) {
    fmt::print("    {} {}  HTTP {}  {}\n", ++number, clock_time(attempt.at),
               attempt.status == 0 ? "-" : std::to_string(attempt.status), why(attempt, lang));
    if (!attempt.answer.empty()) fmt::print("        {}\n", attempt.answer);
  }
}

std::optional<std::vector<callback::Delivery>> deliveries(const CallbackOptions& options) {
  if (!options.journal.empty()) {
    auto read = callback::read_ledger(options.journal);
    if (read) return std::move(*read);
    fmt::print(stderr, "{}\n", read.error().message);
    return std::nullopt;
  }
  const auto text = or_print(options.admin.get("/__admin/callbacks"));
  if (!text) return std::nullopt;
  const Json answer = Json::parse(*text, nullptr, false);
  std::vector<callback::Delivery> all;
  for (const auto& one : answer.value("callbacks", Json::array()))
    if (auto read = callback::delivery_from(one)) all.push_back(std::move(*read));
  return all;
}

int list(const CallbackOptions& options) {
  const auto all = deliveries(options);
  if (!all) return exit_could_not_run;
  Json out = Json::array();
  for (const auto& one : *all) {
    if (options.json)
      out.push_back(callback::to_json(one));
    else
      print(one, options.lang.lang());
  }
  if (options.json) fmt::print("{}\n", out.dump(2));
  return exit_good;
}

int post(const CallbackOptions& options, const std::string& path, const Json& body) {
  const auto text = or_print(options.admin.post(path, body.dump()));
  if (!text) return exit_could_not_run;
  const Json answer = Json::parse(*text, nullptr, false);
  if (options.json) {
    fmt::print("{}\n", answer.dump());
    return exit_good;
  }
  for (const auto& id : answer.value("sent", Json::array())) fmt::print("#{}\n", id.dump());
  return exit_good;
}

int send(const CallbackOptions& options) {
  Json body = {{"event", options.event},
               {"duration", options.duration},
               {"format", options.format},
               {"errcode", options.errcode}};
  if (!options.stream.empty()) body["stream"] = options.stream;
  return post(options, "/__admin/callbacks", body);
}

/// Each attempt as it is judged, until a signal ends it.
int tail(const CallbackOptions& options) {
  constexpr int long_poll_ms = 1000;
  const Signals signals;
  std::uint64_t last = 0;
  for (;;) {
    const auto text =
        or_print(options.admin.get(fmt::format("/__admin/exchanges?since={}&wait={}", last, long_poll_ms)));
    if (!text) return exit_could_not_run;
    const Json answer = Json::parse(*text, nullptr, false);
    for (const auto& seen : answer.value("exchanges", Json::array())) {
      last = std::max(last, seen.value("id", std::uint64_t{0}));
      if (seen.value("service", "") != "callback") continue;
      if (options.json) {
        fmt::print("{}\n", seen.dump());
        continue;
      }
      const Json fields = seen.value("fields", Json::object());
      const Code& row = callback::code(seen.value("code", "delivered"));
      const Text sentence{std::string(row.sentence_en), std::string(row.sentence_zh)};
      fmt::print("{} #{} {} {} attempt {}  HTTP {}  {}: {}  [{}]\n", seen.value("at", ""),
                 fields.value("delivery", ""), seen.value("op", ""), fields.value("stream", ""),
                 fields.value("attempt", ""), fields.value("status", "-"), row.name,
                 sentence.in(options.lang.lang()), fields.value("next", ""));
    }
    std::fflush(stdout);
    if (options.once) return exit_good;
    if (const auto signal = signals.wait(0); signal && *signal != Signals::wake_up) return 128 + *signal;
  }
}

}  // namespace

Command callback_command(CLI::App& root) {
  auto options = std::make_shared<CallbackOptions>();
  CLI::App* app = root.add_subcommand("callback", "event callbacks: send, resend, list, tail");
  app->require_subcommand(1);
  const auto add = [&](const char* name, const char* about) {
    CLI::App* sub = app->add_subcommand(name, about);
    options->admin.add(*sub);
    options->lang.add(*sub);
    sub->add_flag("--json", options->json, "print JSON");
    return sub;
  };
  CLI::App* send_it = add("send", "send an event that nothing brought about");
  send_it->add_option("EVENT", options->event, "start, end, record, screenshot; or 1, 0, 100, 200")
      ->required();
  option(*send_it, "--stream", options->stream, "stream id (default BIZID_anchor01)");
  option(*send_it, "--duration", options->duration, "seconds that the push took (default 90)");
  option(*send_it, "--format", options->format, "of a recording: flv, hls, mp4, aac (default flv)");
  option(*send_it, "--errcode", options->errcode, "of an end (default 1)");
  CLI::App* again = add("resend", "send one once more, to the URL that is set now");
  again->add_option("ID", options->id, "as listed")->required();
  CLI::App* listed = add("list", "what was sent, each attempt, and why it counts as delivered or not");
  option(*listed, "--journal", options->journal,
         "read this journal file instead of asking a running process");
  CLI::App* followed = add("tail", "follow the attempts");
  followed->add_flag("--once", options->once, "those so far, then end");
  return {app, [=] {
            if (send_it->parsed()) return send(*options);
            if (again->parsed())
              return post(*options, fmt::format("/__admin/callbacks/{}/resend", options->id), Json::object());
            return listed->parsed() ? list(*options) : tail(*options);
          }};
}

}  // namespace faultcast::cli
