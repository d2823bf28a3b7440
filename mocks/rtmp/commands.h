#pragma once
// Commands and data messages: what RTMP wraps in AMF0 (RTMP ingest, 3).

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "amf/amf0.h"
#include "rtmp/message.h"

namespace faultcast::rtmp {

/// The eight bytes of a transaction number as they were on the wire; NaN and infinity are echoed like any
/// other.
using Transaction = std::array<std::uint8_t, 8>;
Transaction transaction_of(double number);
double number_of(const Transaction& transaction);

struct Command {
  std::string name;
  Transaction transaction{};
  std::vector<amf0::Value> values;  ///< what follows the transaction: command object, then arguments

  /// The argument behind the command object; null if there is none.
  [[nodiscard]] const amf0::Value* argument(std::size_t index) const;
  /// That argument if it is a string, else empty.
  [[nodiscard]] std::string text_argument(std::size_t index) const;
};

/// Reads a message of type 20 or 17 (whose first byte 00 is skipped). A name and a transaction number are
/// required.
Result<Command> parse_command(const Message& message);

/// Name, transaction and values as the body of a message of type 20.
Bytes command_body(std::string_view name, const Transaction& transaction,
                   const std::vector<amf0::Value>& values);

/// {level, code, description}, the object that every answer ends with.
amf0::Value status_object(std::string_view level, std::string_view code, std::string_view description);

/// The FLV script tag body in a message of type 18 or 15: without `@setDataFrame` in front. None if what is
/// left is empty or no AMF0.
std::optional<ByteView> script_body(const Message& message);
/// The same with `@setDataFrame` put in front.
Bytes with_set_data_frame(ByteView script);

/// When bytes received have to be acknowledged (Window Ack Size, 2.3). A window of 0 is never; a tiny one
/// counts as `floor`, so that acks cannot drown the connection.
class AckWindow {
 public:
  static constexpr std::uint32_t floor = 2500;
  explicit AckWindow(std::uint32_t size) : size_(size) {}
  void set_size(std::uint32_t size) { size_ = size; }
  /// True once per window: the caller then sends the acknowledgement.
  bool due(std::uint64_t received) {
    if (size_ == 0 || received - acknowledged_ < (size_ < floor ? floor : size_)) return false;
    acknowledged_ = received;
    return true;
  }

 private:
  std::uint32_t size_;
  std::uint64_t acknowledged_ = 0;
};

}  // namespace faultcast::rtmp
