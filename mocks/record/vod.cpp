#include "record/vod.h"

#include "http/query.h"
#include "record/codes.h"

namespace faultcast::record {

namespace {

Verdict told(std::string_view name, std::string en, std::string zh, std::vector<Fact> facts = {}) {
  Verdict verdict;
  verdict.code = &code(name);
  verdict.because = {std::move(en), std::move(zh)};
  verdict.facts = std::move(facts);
  return verdict;
}

class Fetch final : public Transaction {
 public:
  Fetch(const Recorder& recorder, const http::RequestHead& head, const Route& route)
      : head_(head), route_(route), file_(recorder.files().find(route.cloud_host + route.path)) {}

  void take(ByteView) override {}

  About about() override {
    About about{"get", {}};
    if (const std::string* range = head_.headers.find("Range"))
      about.fields.emplace_back("range", printable(*range));
    if (is_file()) about.fields.emplace_back("size", std::to_string(stored().size()));
    return about;
  }

  Answer answer(Millis now, const Code* forced) override {
    Answer answer;
    answer.verdict = forced == nullptr ? decide() : of_rule(*forced);
    answer.reply = answer.verdict.ok() && is_file() ? file_reply() : refusal(*answer.verdict.code);
    answer.reply.headers.add("Date", http::http_date(now));
    return answer;
  }

 private:
  static Verdict of_rule(const Code& forced) {
    Verdict verdict;
    verdict.code = &forced;
    verdict.because = {"a rule forces this verdict", "由规则强制给出该结果"};
    return verdict;
  }
  [[nodiscard]] bool is_file() const { return file_ != nullptr && file_->has_value(); }
  [[nodiscard]] const StoredFile& stored() const { return **file_; }

  [[nodiscard]] Verdict decide() const {
    const std::string method = printable(head_.method), place = printable(route_.cloud_host + route_.path);
    if (head_.method != "GET" && head_.method != "HEAD")
      return told("wrong_method", fmt::format("{} is no method for a download", method),
                  fmt::format("下载不支持方法 {}", method), {{"method", method, "GET | HEAD"}});
    if (file_ == nullptr)
      return told("no_such_file", fmt::format("no recording has the address {}", place),
                  fmt::format("没有地址为 {} 的录制文件", place), {{"path", place, ""}});
    if (!is_file())
      return told("hls_not_imitated", "this is the address of an HLS recording", "这是 HLS 录制的地址");
    const std::uint64_t size = stored().size();
    const std::string* range = head_.headers.find("Range");
    if (range != nullptr && http::parse_range(*range, size).first == http::RangeKind::unsatisfiable)
      return told("wrong_range", fmt::format("'{}' of {} bytes", printable(*range), size),
                  fmt::format("“{}”，文件共 {} 字节", printable(*range), size),
                  {{"Range", printable(*range), fmt::format("below {}", size)}});
    return told("ok", "every check passed", "所有检查均通过");
  }

  [[nodiscard]] http::Reply file_reply() const {
    const std::uint64_t size = stored().size();
    http::Reply reply;
    http::ByteRange range{0, size};
    reply.headers.list = {
        {"Content-Type", "video/x-flv"}, {"Accept-Ranges", "bytes"}, {"Access-Control-Allow-Origin", "*"}};
    if (const std::string* asked = head_.headers.find("Range")) {
      const auto [kind, part] = http::parse_range(*asked, size);
      if (kind == http::RangeKind::one) {
        range = part;
        reply.status = 206;
        reply.headers.add("Content-Range",
                          fmt::format("bytes {}-{}/{}", part.from, part.from + part.length - 1, size));
      }
    }
    reply.source = source(stored(), range.from, range.length);
    return reply;
  }

  [[nodiscard]] http::Reply refusal(const Code& why) const {
    http::Reply reply;
    reply.status = why.ok ? 404 : why.status;
    reply.headers.add("Content-Type", "text/plain; charset=utf-8");
    if (why.name == "wrong_range" && is_file())
      reply.headers.add("Content-Range", fmt::format("bytes */{}", stored().size()));
    append(reply.body, why.name == "hls_not_imitated" ? hls_sentence() : why.sentence_en);
    return reply;
  }

  const http::RequestHead& head_;
  const Route& route_;
  const std::optional<StoredFile>* file_;
};

}  // namespace

const CodeTable& Vod::codes() const {
  return record::codes();
}

std::unique_ptr<Transaction> Vod::plan(const http::RequestHead& head, const Route& route) {
  return std::make_unique<Fetch>(recorder_, head, route);
}

}  // namespace faultcast::record
