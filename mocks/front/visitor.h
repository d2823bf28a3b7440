#pragma once
// One connection to the HTTP port, from accept to its end: requests in, answers out, one after the other,
// each an exchange of the journal.

#include <optional>
#include <string>

#include "front/front.h"
#include "http/server_session.h"

namespace faultcast::front {

class Visitor final : public loop::ConnectionOwner {
 public:
  Visitor(Front& front, std::uint64_t id, std::unique_ptr<loop::Connection> connection);
  ~Visitor() override;

  void on_secured(const loop::TlsInfo& info) override;
  void on_bytes(ByteView bytes) override;
  void on_drained() override;
  void on_end(const loop::EndReason& reason) override;
  /// faultcast ends or is reset.
  void shut_down();

 private:
  enum class Phase {
    tls,      ///< its handshake is under way
    idle,     ///< nothing of a request has come
    head,     ///< part of a head has come
    body,     ///< the head is whole
    sending,  ///< a long answer goes out piece by piece; nothing is read meanwhile
    pushing,  ///< an answer goes out as it comes into being, until the connection ends; what comes is ignored
    leaving,  ///< the last answer is made, and not all of it out; what comes is not looked at
    done,
  };

  /// The request under way, and what is known of it for the journal.
  struct Request {
    http::RequestHead head;
    Router::Found found;
    std::unique_ptr<Transaction> transaction;
    Exchange exchange;
    fault::Applied applied;                  ///< at its head
    std::shared_ptr<http::BodySource> rest;  ///< of a long answer
    std::shared_ptr<PushedBody> pushed;      ///< of one that comes while it is sent
    bool close = false;                      ///< the connection ends with this answer
  };

  void work(ByteView bytes);
  void handle(http::RequestHead& head, ByteView& rest);
  void handle(const http::BodyPiece& piece);
  void handle(const http::RequestEnd& end);
  void handle(const http::Broken& broken);

  void answer();
  void send_answer(http::Reply reply);
  void send_more();
  void begin_pushed();
  void push_more();
  void send_piece(ByteView piece);
  void end_pushed(PushedBody::End how);
  void journal();
  void finish_request();
  void tls_failed(const std::string& detail);
  void end_early(std::string_view code, Text because);
  /// Waits until all is out, however slowly the peer takes it; reads away what still comes, and closes.
  void leave();
  void hang_up();
  void cut();

  fault::Applied faults_for(std::string_view op, bool named = false);
  bool apply_bytes(const fault::Applied& applied);
  Exchange exchange(std::string_view service, std::string_view op) const;

  void enter(Phase phase);
  void arm();
  void deadline_passed();
  bool peer_takes_more();

  Front& front_;
  std::uint64_t id_;
  std::unique_ptr<loop::Connection> connection_;
  std::string peer_;
  http::ServerSession session_;
  loop::Timer timer_;
  Phase phase_ = Phase::idle;
  Millis active_at_ = 0;  ///< of the loop's time: when the phase began, or a byte of it last came
  Millis timer_at_ = 0;
  std::size_t unsent_then_ = 0;  ///< when it was last looked at
  std::unique_ptr<Request> request_;
  Bytes waiting_;  ///< read while a long answer goes out
};

}  // namespace faultcast::front
