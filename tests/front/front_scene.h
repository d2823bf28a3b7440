#pragma once
// The HTTP port over real sockets, in virtual time, with a service behind it that tells what it was asked,
// and clients that say what they are told and write down what they hear.

#include <doctest/doctest.h>

#include <future>

#include "base/text.h"
#include "front/front.h"
#include "http/client_session.h"
#include "service/settings.h"

namespace faultcast::front_test {

inline const CodeTable& stub_codes() {
  static const CodeTable rows = {{.service = "stub", .name = "ok", .op = "ask", .ok = true, .status = 200},
                                 {.service = "stub", .name = "no", .op = "ask", .number = -1, .status = 403}};
  return rows;
}

/// "METHOD PATH SIZE-OF-BODY"; /long/N: N bytes, piece by piece; /json: a JSON object; /pushed: a body that
/// the test pushes.
class StubService final : public Service {
 public:
  std::size_t alive = 0;
  std::shared_ptr<PushedBody> pushed;  ///< what /pushed answers
  [[nodiscard]] std::string_view name() const override { return "stub"; }
  [[nodiscard]] const CodeTable& codes() const override { return stub_codes(); }
  std::unique_ptr<Transaction> plan(const http::RequestHead& head, const Route& route) override;
};

class LongBody final : public http::BodySource {
 public:
  explicit LongBody(std::uint64_t size) : size_(size) {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  Bytes read(std::size_t most) override {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(most, size_ - at_));
    at_ += count;
    return Bytes(count, 'b');
  }

 private:
  std::uint64_t size_, at_ = 0;
};

class StubTransaction final : public Transaction {
 public:
  StubTransaction(StubService& service, const http::RequestHead& head, const Route& route)
      : service_(service), head_(head), route_(route) {
    ++service_.alive;
  }
  ~StubTransaction() override { --service_.alive; }
  void take(ByteView body) override { size_ += body.size(); }
  About about() override { return {"ask", {{"size", std::to_string(size_)}}}; }
  Answer answer(Millis, const Code* forced) override {
    Answer answer;
    answer.verdict.code = forced != nullptr ? forced : &stub_codes()[0];
    answer.reply.status = answer.verdict.code->status;
    answer.reply.headers.add("Server", "stub");
    if (route_.path == "/pushed")
      answer.pushed = service_.pushed, answer.reply.until_close = true;
    else if (route_.path.starts_with("/long/"))
      answer.reply.source = std::make_shared<LongBody>(parse_unsigned(route_.path.substr(6)).value_or(0));
    else
      append(answer.reply.body, route_.path == "/json"
                                    ? std::string(R"({"n":1,"data":{"url":"a"}})")
                                    : fmt::format("{} {} {}", head_.method, route_.path, size_));
    return answer;
  }

 private:
  StubService& service_;
  const http::RequestHead& head_;
  const Route& route_;
  std::size_t size_ = 0;
};

inline std::unique_ptr<Transaction> StubService::plan(const http::RequestHead& head, const Route& route) {
  return std::make_unique<StubTransaction>(*this, head, route);
}

struct Notes final : Observer {
  std::vector<Exchange> seen;
  void saw(Exchange exchange) override { seen.push_back(std::move(exchange)); }
  [[nodiscard]] std::string codes() const {
    std::string out;
    for (const auto& e : seen)
      out += fmt::format("{}{}.{}:{}", out.empty() ? "" : " ", e.service, e.op, e.verdict.code->name);
    return out;
  }
};

struct Client final : loop::ConnectionOwner {
  std::unique_ptr<loop::Connection> connection;
  std::string says;                                  ///< as soon as it is connected
  std::vector<std::pair<Millis, std::string>> then;  ///< and later
  std::string heard, end, detail;
  bool reads = true, closes_when_answered = false;
  const loop::TlsClient* tls = nullptr;
  Millis ended_at = 0, heard_at = 0;
  std::size_t heard_size = 0;
  loop::Loop* loop = nullptr;
  std::vector<std::unique_ptr<loop::Timer>> timers;

  void on_connected() override {
    if (!reads) connection->pause_reading(true);
    if (tls != nullptr)
      connection->start_tls(*tls, "known.example.com");
    else
      speak();
  }
  void on_secured(const loop::TlsInfo&) override { speak(); }
  void speak() {
    connection->send(as_bytes(says));
    for (auto& [when, what] : then) {
      timers.push_back(std::make_unique<loop::Timer>(*loop));
      timers.back()->after(when, [this, text = what] {
        if (connection->is_open()) connection->send(as_bytes(text));
      });
    }
  }
  void on_bytes(ByteView bytes) override {
    heard_size += bytes.size();
    heard_at = loop->now();
    if (heard.size() < 100'000) heard += as_text(bytes);
    if (closes_when_answered) connection->close();
  }
  void on_end(const loop::EndReason& reason) override {
    constexpr const char* names[] = {"fin", "error", "refused", "timeout", "faulted", "tls"};
    end = names[static_cast<int>(reason.kind)];
    detail = reason.detail;
    ended_at = loop->now();
  }

  /// "STATUS BODY", one after the other, as a client that asked with these methods reads them.
  [[nodiscard]] std::vector<std::string> answers(std::vector<std::string> methods = {}) const {
    http::ClientSession session;
    std::vector<std::string> out;
    ByteView rest = as_bytes(heard);
    const auto expect = [&] {
      session.expect_answer_to(out.size() < methods.size() ? methods[out.size()] : "GET");
    };
    expect();
    std::string now;
    while (auto event = session.next(rest)) {
      if (const auto* head = std::get_if<http::ReplyHead>(&*event)) {
        now = std::to_string(head->status);
      } else if (const auto* body = std::get_if<http::BodyPiece>(&*event)) {
        now += (now.size() == 3 ? " " : "") + std::string(as_text(body->bytes));
      } else if (std::holds_alternative<http::ReplyEnd>(*event)) {
        out.push_back(now);
        if (now != "100") expect();
      } else {
        out.push_back("broken");
      }
    }
    return out;
  }
};

inline const setup::Catalogue& catalogue() {
  static const setup::Catalogue all = [] {
    setup::Catalogue built;
    for (const auto* rows : {&common_settings(), &front::settings()}) built.add(*rows);
    return built;
  }();
  return all;
}

struct Scene {
  static constexpr Millis start = 1480000000000;
  ManualClock* clock = new ManualClock(start);
  setup::Setup setup{catalogue()};
  fault::Faults faults{1};
  Notes notes;
  StubService service;
  front::Router router;
  loop::Loop loop{std::unique_ptr<Clock>(clock), clock};
  std::unique_ptr<loop::TlsServer> tls;
  std::unique_ptr<front::Front> front;
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<std::pair<Millis, std::function<void()>>> acts;
  std::vector<std::unique_ptr<loop::Timer>> timers;
  std::size_t connections = 0, transactions = 0;  ///< at the end

  explicit Scene(std::unique_ptr<loop::TlsServer> secure = nullptr) : tls(std::move(secure)) {
    router.name("*.stub.example.com", service);
    router.prefix("/", service);
    loop.call([this] {
      front::Surroundings around{loop, setup, faults, notes, router};
      if (tls) around.tls = [this]() -> loop::TlsServer& { return *tls; };
      front = std::move(*front::Front::start(around, {"127.0.0.1", 0}));
    });
  }
  ~Scene() {
    loop.call([this] { clients.clear(), timers.clear(), front.reset(); });
  }
  void set(const std::string& name, const std::string& value) {
    loop.call([&] {
      REQUIRE(setup.set_text("console.http.behaviour." + name, value).has_value());
      front->setup_changed();
    });
  }
  void rules(std::vector<fault::FaultRule> all) {
    loop.call([&] { faults.set(std::move(all)), front->setup_changed(); });
  }
  Client& client(std::string says) {
    clients.push_back(std::make_unique<Client>());
    clients.back()->says = std::move(says);
    clients.back()->loop = &loop;
    return *clients.back();
  }
  void connect(Client& one) { one.connection = loop::Connection::connect(loop, front->at(), 5000, one); }
  /// Connects the clients, does the acts, lets so much time pass, and ends everything: virtual time would run
  /// on.
  void play(Millis time) {
    std::promise<void> done;
    loop.post([&] {
      for (auto& c : clients) connect(*c);
      const auto at = [&](Millis when, std::function<void()> job) {
        timers.push_back(std::make_unique<loop::Timer>(loop));
        timers.back()->after(when, [job = std::move(job)] { job(); });
      };
      for (auto& [when, act] : acts) at(when, act);
      at(time, [&] {
        connections = front->connections(), transactions = service.alive;
        for (auto& c : clients) c->timers.clear(), c->connection.reset();
        front->end_all();
        front.reset();
        done.set_value();
      });
    });
    REQUIRE(done.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
  }
};

inline std::string get(const std::string& path, const std::string& more = "") {
  return fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n{}\r\n", path, more);
}
inline std::string post(const std::string& path, const std::string& body, const std::string& more = "") {
  return fmt::format("POST {} HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n{}\r\n{}", path, body.size(), more,
                     body);
}

using Answers = std::vector<std::string>;

}  // namespace faultcast::front_test
