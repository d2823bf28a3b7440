#include "front/visitor.h"

#include <algorithm>

#include "base/encode.h"
#include "front/codes.h"
#include "front/not_served.h"
#include "front/rewrite.h"
#include "http/query.h"
#include "http/writer.h"

namespace faultcast::front {

namespace {

constexpr std::size_t piece = 256 * 1024;  // of a long answer
constexpr std::size_t unsent_max =
    1024 * 1024;  // more than this waiting for the peer: it is not read any more

/// "cos_v4:NAME" as a row of the service's table; null if it is another service's.
const Code* find_code(const Service* service, std::string_view full_name) {
  if (service == nullptr || !full_name.starts_with(std::string(service->name()) + ":")) return nullptr;
  for (const auto& row : service->codes())
    if (row.name == full_name.substr(service->name().size() + 1)) return &row;
  return nullptr;
}

}  // namespace

Visitor::Visitor(Front& front, std::uint64_t id, std::unique_ptr<loop::Connection> connection)
    : front_(front),
      id_(id),
      connection_(std::move(connection)),
      peer_(connection_->peer().str()),
      timer_(front.around().loop) {
  connection_->set_owner(*this);
  if (front_.around().tls) {
    connection_->start_tls(front_.around().tls());
    enter(Phase::tls);
  } else {
    enter(Phase::idle);
  }
}

Visitor::~Visitor() = default;

void Visitor::on_secured(const loop::TlsInfo& /*info*/) {
  enter(Phase::idle);
}

void Visitor::on_bytes(ByteView bytes) {
  // A head, and a handshake, have their time from the first byte on.
  if (phase_ != Phase::head && phase_ != Phase::tls && phase_ != Phase::pushing)
    active_at_ = front_.around().loop.now();
  if (phase_ == Phase::sending)
    append(waiting_, bytes);
  else
    work(bytes);
}

void Visitor::work(ByteView bytes) {
  while (phase_ <= Phase::body) {
    auto event = session_.next(bytes);
    if (!event) break;
    if (auto* head = std::get_if<http::RequestHead>(&*event))
      handle(*head, bytes);
    else if (const auto* body = std::get_if<http::BodyPiece>(&*event))
      handle(*body);
    else if (const auto* end = std::get_if<http::RequestEnd>(&*event))
      handle(*end);
    else
      handle(std::get<http::Broken>(*event));
  }
  if (phase_ == Phase::sending) append(waiting_, bytes);
  if (phase_ == Phase::idle && !session_.idle()) enter(Phase::head);
}

void Visitor::handle(http::RequestHead& head, ByteView& rest) {
  request_ = std::make_unique<Request>();
  request_->head = std::move(head);
  request_->found = front_.around().router.find(request_->head, static_cast<bool>(front_.around().tls));
  const auto& [service, route] = request_->found;
  request_->exchange = exchange(service == nullptr ? "http" : service->name(), "request");
  auto& fields = request_->exchange.fields;
  fields = {{"method", printable(request_->head.method)},
            {"host", printable(route.cloud_host.empty() ? request_->head.host : route.cloud_host)},
            {"path", printable(http::decode_path(route.path).value_or(route.path))}};
  request_->transaction = service == nullptr ? not_served(request_->head, front_.around().router)
                                             : service->plan(request_->head, route);
  if (const std::string* agent = request_->head.headers.find("User-Agent"))
    fields.emplace_back("client", printable(*agent));
  request_->close = !request_->head.keep_alive;
  enter(Phase::body);
  // A request that nobody serves has no other operation than this one.
  request_->applied = faults_for("request", service != nullptr);
  if (apply_bytes(request_->applied)) {
    // A fault counts from here on: what came in one piece with the head goes through it too.
    connection_->give_back(rest);
    rest = {};
  }
  if (request_->head.expects_continue && request_->head.has_body())
    connection_->send(as_bytes("HTTP/1.1 100 Continue\r\n\r\n"));
}

void Visitor::handle(const http::BodyPiece& body) {
  request_->transaction->take(body.bytes);
}

void Visitor::handle(const http::RequestEnd& /*end*/) {
  answer();
}

void Visitor::handle(const http::Broken& broken) {
  const std::string_view name = broken.status == 431   ? "head_too_large"
                                : broken.status == 413 ? "body_too_large"
                                                       : "bad_request";
  end_early(name, {broken.reason, broken.reason});
  http::Reply reply{.status = broken.status};
  reply.headers.add("Content-Type", "text/plain");
  append(reply.body, broken.reason + "\n");
  connection_->send(http::write_head(reply, 1, true));
  connection_->send(reply.body);
  leave();
}

void Visitor::answer() {
  Exchange& seen = request_->exchange;
  Transaction& transaction = *request_->transaction;
  About about = transaction.about();
  seen.op = about.op;
  constexpr std::size_t of_the_answer = 8;
  seen.fields.reserve(seen.fields.size() + about.fields.size() + of_the_answer);
  for (auto& field : about.fields) seen.fields.push_back(std::move(field));
  const fault::Applied of_op = request_->found.service == nullptr ? fault::Applied{} : faults_for(seen.op);
  fault::Applied applied = request_->applied;
  applied.effects.insert(applied.effects.end(), of_op.effects.begin(), of_op.effects.end());
  const auto [forced, rule] = applied.find<fault::AnswerCode>();
  const Code* forced_code = forced == nullptr ? nullptr : find_code(request_->found.service, forced->code);
  const Millis now = front_.now();
  Answer answer = transaction.answer(now, forced_code);
  if (forced_code != nullptr) answer.verdict.forced_by = *rule;
  seen.took = now - seen.at;
  seen.verdict = std::move(answer.verdict);
  for (auto& field : answer.fields) seen.fields.push_back(std::move(field));
  if (applied.find<fault::CloseBeforeAnswer>().first != nullptr) {
    journal();
    cut();
    return;
  }
  for (const auto& [id, effect] : applied.effects)
    if (const auto* change = std::get_if<fault::RewriteField>(&effect)) rewrite(answer.reply, *change);
  apply_bytes(of_op);
  seen.fields.emplace_back("status", std::to_string(answer.reply.status));
  request_->pushed = std::move(answer.pushed);
  request_->close = request_->close || request_->pushed != nullptr;
  if (request_->pushed && request_->head.minor > 0) answer.reply.headers.add("Transfer-Encoding", "chunked");
  send_answer(std::move(answer.reply));
}

void Visitor::send_answer(http::Reply reply) {
  Bytes out = http::write_head(reply, request_->head.minor, request_->close);
  const bool with_body = request_->head.method != "HEAD";
  if (with_body && !reply.source) append(out, reply.body);
  request_->exchange.answer = keep(out);
  if (with_body && reply.source) {
    request_->rest = std::move(reply.source);
    enter(Phase::sending);
    connection_->pause_reading(true);
    connection_->send(out);
    send_more();
    return;
  }
  journal();
  connection_->send(out);
  if (with_body && request_ && request_->pushed)
    begin_pushed();
  else
    finish_request();
}

void Visitor::send_more() {
  while (connection_->is_open() && connection_->unsent() < unsent_max) {
    const Bytes more = request_->rest->read(piece);
    if (more.empty()) {
      journal();
      connection_->pause_reading(false);
      finish_request();
      return;
    }
    request_->exchange.answer.size += more.size();
    connection_->send(more);
  }
  unsent_then_ = connection_->unsent();
}

void Visitor::on_drained() {
  active_at_ = front_.around().loop.now();
  if (phase_ == Phase::leaving)
    hang_up();
  else if (phase_ == Phase::sending && request_ && request_->rest)
    send_more();
  else if (phase_ == Phase::pushing)
    push_more();
  else if (phase_ < Phase::sending)
    connection_->pause_reading(false);
}

void Visitor::finish_request() {
  const bool close = request_->close;
  request_.reset();
  if (close) {
    leave();
    return;
  }
  enter(Phase::idle);
  if (connection_->unsent() > unsent_max) connection_->pause_reading(true);
  if (waiting_.empty()) return;
  const Bytes came = std::move(waiting_);
  waiting_ = {};
  work(came);
}

void Visitor::journal() {
  Exchange& seen = request_->exchange;
  seen.request = {session_.take_raw(), session_.raw_size(), ""};
  front_.around().observer.saw(std::move(seen));
}

void Visitor::on_end(const loop::EndReason& reason) {
  using Kind = loop::EndReason::Kind;
  if (phase_ == Phase::tls && reason.kind != Kind::faulted) {
    tls_failed(reason.detail);
  } else if (phase_ == Phase::sending) {
    journal();
  } else if (phase_ == Phase::pushing) {
    end_pushed(PushedBody::End::peer_left);
  } else if (phase_ == Phase::head || phase_ == Phase::body || (phase_ == Phase::tls)) {
    const bool faulted = reason.kind == Kind::faulted;
    end_early(faulted ? "cut_by_fault" : "client_left",
              faulted ? Text{"a fault of the scenario: " + reason.detail, "场景中的故障：" + reason.detail}
                      : Text{"the client left in the middle of a request: " + reason.detail,
                             "客户端在请求中途断开：" + reason.detail});
  }
  phase_ = Phase::done;
  front_.gone(id_);
}

void Visitor::tls_failed(const std::string& detail) {
  Exchange seen = exchange("http", "tls");
  seen.verdict.code = &code("tls_failed");
  seen.verdict.because = {detail, detail};
  seen.fields = {{"detail", printable(detail)}};
  front_.around().observer.saw(std::move(seen));
}

void Visitor::end_early(std::string_view code_name, Text because) {
  Exchange seen = exchange("http", "connection");
  constexpr const char* phases[] = {"tls", "idle", "head", "body", "sending", "pushing", "leaving", "done"};
  seen.fields = {{"phase", phases[static_cast<int>(phase_)]}};
  if (request_) {
    seen.rules = request_->exchange.rules;
    for (const auto& field : request_->exchange.fields) seen.fields.push_back(field);
  }
  seen.fields.emplace_back("bytes", std::to_string(session_.raw_size()));
  seen.verdict.code = &code(code_name);
  seen.verdict.because = std::move(because);
  seen.request = {session_.raw(), session_.raw_size(), ""};
  front_.around().observer.saw(std::move(seen));
}

void Visitor::leave() {
  if (!connection_->is_open() || connection_->unsent() == 0) {
    hang_up();
    return;
  }
  enter(Phase::leaving);
  unsent_then_ = connection_->unsent();
  connection_->pause_reading(false);
}

void Visitor::hang_up() {
  constexpr Millis patience = 5000;
  phase_ = Phase::done;
  connection_->finish(patience, loop::Linger::until_peer_closes);
  front_.gone(id_);
}

void Visitor::cut() {
  phase_ = Phase::done;
  connection_->close();
  front_.gone(id_);
}

void Visitor::shut_down() {
  if (phase_ == Phase::pushing) end_pushed(PushedBody::End::peer_left);
  cut();
}

fault::Applied Visitor::faults_for(std::string_view op, bool named) {
  auto& seen = request_->exchange;
  auto applied = front_.around().faults.take(
      seen.service, op, [&](std::string_view name) { return seen.field(name); }, named);
  for (auto& rule : applied.rules()) seen.rules.push_back(std::move(rule));
  return applied;
}

bool Visitor::apply_bytes(const fault::Applied& applied) {
  bool any = false;
  for (const auto& [rule, effect] : applied.effects) {
    if (!fault::way_of(effect)) continue;
    connection_->add_fault(effect);
    any = true;
  }
  // A byte fault is at work for one exchange: the connection goes with it.
  request_->close = request_->close || any;
  return any;
}

Exchange Visitor::exchange(std::string_view service, std::string_view op) const {
  Exchange seen;
  seen.service = service;
  seen.op = op;
  seen.at = front_.now();
  seen.connection = id_;
  seen.peer = peer_;
  return seen;
}

void Visitor::enter(Phase phase) {
  phase_ = phase;
  active_at_ = front_.around().loop.now();
  arm();
}

void Visitor::arm() {
  const Behaviour& behaviour = front_.behaviour();
  Millis patience = 0;
  switch (phase_) {
    case Phase::idle:
      patience = behaviour.idle;
      break;
    case Phase::tls:
    case Phase::head:
      patience = behaviour.head;
      break;
    case Phase::body:
    case Phase::sending:
    case Phase::pushing:
    case Phase::leaving:
      patience = behaviour.body;
      break;
    case Phase::done:
      timer_.stop();
      return;
  }
  // Set anew only where it would come too late: a request that is served in time costs no timer of its own.
  const Millis then = active_at_ + patience;
  if (!timer_.running() || timer_at_ > then) {
    timer_at_ = then;
    timer_.at(then, [this] { deadline_passed(); });
  }
}

void Visitor::deadline_passed() {
  const Phase phase = phase_;
  const Millis now = front_.around().loop.now();
  if ((phase == Phase::sending || phase == Phase::leaving) && peer_takes_more()) active_at_ = now;
  if (phase == Phase::pushing && (connection_->unsent() == 0 || peer_takes_more())) active_at_ = now;
  arm();  // what moved meanwhile has put the time off
  if (timer_at_ > now) return;
  timer_.stop();
  if (phase == Phase::head || phase == Phase::body) {
    end_early("request_timeout", {"nothing more of the request came in " + spoken_duration(now - active_at_),
                                  "在 " + spoken_duration(now - active_at_) + " 内没有收到请求的后续内容"});
    http::Reply reply{.status = 408};
    connection_->send(http::write_head(reply, 1, true));
    leave();
    return;
  }
  if (phase == Phase::tls) tls_failed("the handshake was not done in " + spoken_duration(now - active_at_));
  if (phase == Phase::sending) journal();
  if (phase == Phase::pushing) end_pushed(PushedBody::End::too_slow);
  cut();
}

bool Visitor::peer_takes_more() {
  const std::size_t before = std::exchange(unsent_then_, connection_->unsent());
  return unsent_then_ < before;
}

}  // namespace faultcast::front
