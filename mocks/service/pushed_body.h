#pragma once
// The body of an answer that comes while it is sent, whose length nobody knows, and with which the connection
// ends: a live stream. What waits for a slow peer waits in here, as much as its maker allows.

#include "base/bytes.h"
#include "base/callback.h"
#include "service/exchange.h"

namespace faultcast {

class PushedBody {
 public:
  /// How it came to an end.
  enum class End {
    over,       ///< all was taken, nothing comes any more
    peer_left,  ///< whoever it was for has gone, or a fault cut the connection
    too_slow,   ///< whoever it was for took nothing for too long
  };

  PushedBody() = default;
  PushedBody(const PushedBody&) = delete;
  PushedBody& operator=(const PushedBody&) = delete;
  virtual ~PushedBody() = default;

  /// Once, before the first take(). `ready` is called, on the loop's thread and never from within take(),
  /// when there is more after take() had given nothing, and when it is over; not once the body's holder has
  /// let it go.
  virtual void begin(Callback<void()> ready) = 0;
  /// The next bytes, valid until the next call; empty: nothing is there now. Not asked while the peer has not
  /// taken what it has.
  virtual ByteView take() = 0;
  [[nodiscard]] virtual bool over() const = 0;
  /// For the journal, once, at the end: verdict, operation and fields. The rest is filled in.
  virtual void tell(End how, Exchange& seen) = 0;
};

}  // namespace faultcast
