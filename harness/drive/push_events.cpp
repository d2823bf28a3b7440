#include "drive/push_events.h"

#include <cstdlib>

namespace faultcast::drive {

const std::vector<PushEvent>& push_events() {
  static const std::vector<PushEvent> rows = {
      {1001, "PUSH_EVT_CONNECT_SUCC", "已经连接推流服务器"},
      {1002, "PUSH_EVT_PUSH_BEGIN", "已经与服务器握手完毕，开始推流"},
      {1102, "PUSH_WARNING_RECONNECT", "网络断连，已启动自动重连（连续失败超过三次会放弃）"},
      {3001, "PUSH_WARNING_DNS_FAIL", "DNS 解析失败"},
      {3002, "PUSH_WARNING_SEVER_CONN_FAIL", "RTMP 服务器连接失败"},
      {3003, "PUSH_WARNING_SHAKE_FAIL", "RTMP 服务器握手失败"},
      {3004, "PUSH_WARNING_SERVER_DISCONNECT", "RTMP服务器主动断开，请检查推流地址的合法性或防盗链有效期"},
      {3005, "PUSH_WARNING_READ_WRITE_FAIL", "RTMP 读写失败，连接将断开"},
      {-1307, "PUSH_ERR_NET_DISCONNECT", "网络断连，且经多次重连无效，请自行重启推流"},
      {-1313, "PUSH_ERR_INVALID_ADDRESS", "推流地址不合法"},
  };
  return rows;
}

const PushEvent& push_event(int code) {
  for (const auto& row : push_events())
    if (row.code == code) return row;
  std::abort();
}

}  // namespace faultcast::drive
