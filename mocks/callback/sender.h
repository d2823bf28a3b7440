#pragma once
// Reports what happens in the live service to the callback URL, as the real sender does: signed, judged by
// its rules, tried again, given up. At least once: with a ledger an attempt is committed before it is sent.
// First attempts of a stream begin in order; a retry holds nothing back. Lives on the stage's loop, and no
// receiver makes anybody else there wait.

#include <deque>
#include <functional>
#include <map>
#include <memory>

#include "call/http_call.h"
#include "callback/delivery.h"
#include "callback/ledger.h"
#include "fault/faults.h"
#include "service/exchange.h"

namespace faultcast::callback {

/// What the sender works with; all of it the stage's, which outlives it.
struct Surroundings {
  loop::Loop& loop;
  const setup::Setup& setup;
  fault::Faults& faults;
  Observer& observer;
  const loop::Resolver& resolver;
  std::function<const loop::TlsClient*()> tls;  ///< whom the sender believes; asked only for https
  /// The callback URL with its placeholders filled.
  std::function<Result<std::string>(const std::string& url)> fill;
};

class Sender {
 public:
  static constexpr std::size_t at_once = 256;         ///< attempts under way
  static constexpr std::size_t kept = 10'000;         ///< deliveries that are over, for people
  static constexpr std::size_t most_answer = 65'536;  ///< bytes of an answer that are read

  /// `ledger` may be null: the queue then dies with the process. What it has unfinished goes on at once.
  Sender(const Surroundings& around, std::unique_ptr<Ledger> ledger);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void happened(const state::LiveEvent& event);
  /// An event made up by hand; the ids of its deliveries.
  std::vector<std::uint64_t> send(const Event& event);
  /// `done` comes, from the loop or at once, when all deliveries so far would survive the process.
  void when_written(Callback<void()> done);
  /// A known delivery once more, as a new one to the URL that is set now. Fails if there is none of that id.
  Result<std::uint64_t> resend(std::uint64_t id);
  /// After any change of the setup.
  void setup_changed();
  /// Forgets everything; attempts under way are broken off. The ledger keeps what is over.
  void clear();

  [[nodiscard]] const Behaviour& behaviour() const { return behaviour_; }
  /// The cloud's time: the loop's, moved by console.clock_ahead_s.
  [[nodiscard]] Millis now() const { return around_.loop.now() + behaviour_.clock_ahead; }
  /// Nothing is under way, and nothing will be tried again.
  [[nodiscard]] bool idle() const { return live_.empty() && held_.empty(); }
  /// Oldest first.
  [[nodiscard]] std::vector<Delivery> deliveries() const;

 private:
  struct Work;
  std::uint64_t enqueue(const Event& event);
  void begin_first_attempts();
  void attempt(std::uint64_t id);
  void post(std::uint64_t id);
  void answered(std::uint64_t id, const call::HttpResult& result);
  void attempt_over(std::uint64_t id, Verdict verdict, const call::HttpResult* result);
  void release(const std::string& stream);
  void finish(std::uint64_t id);
  void journal(const Work& work, Verdict verdict, const call::HttpResult* result) const;
  fault::Applied faults_for(const Work& work) const;
  Exchange exchange_of(const Work& work) const;
  Surroundings around_;
  Behaviour behaviour_;
  std::unique_ptr<Ledger> ledger_;
  loop::Pace pace_;
  std::map<std::uint64_t, std::unique_ptr<Work>> live_;  ///< not over
  std::deque<std::uint64_t> first_;                      ///< wait for their first attempt, in order
  std::map<std::string, std::vector<Event>> held_;       ///< starts that wait for the end of their stream
  std::deque<Delivery> over_;
  std::size_t under_way_ = 0;
  std::uint64_t last_id_ = 0;
  std::vector<std::unique_ptr<call::HttpCall>> done_calls_;
  loop::Timer sweep_;
};

}  // namespace faultcast::callback
