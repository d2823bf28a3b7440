#include "cos/listed.h"

namespace faultcast::cos {

std::span<const Listed> listed_process() {
  static constexpr Listed rows[] = {
      {-300, "ERROR_PROCESS_OVERLOAD", "internal", "the file cache is overloaded", "文件缓存过载"},
      {-299, "ERROR_PROCESS_UNKNOWN_CMD", "internal", "the file cache does not know the command",
       "文件缓存收到未知命令"},
      {-298, "ERROR_PROCESS_REQ2MSG", "internal", "the request could not be turned into a message",
       "请求转换失败"},
      {-297, "ERROR_PROCESS_FRAME", "internal", "the frame is wrong", "数据帧错误"},
      {-296, "ERROR_PROCESS_2RSP", "internal", "the answer could not be made", "应答转换失败"},
      {-295, "ERROR_PROCESS_WRITEFILE", "internal", "writing the file failed", "写文件失败"},
      {-294, "ERROR_PROCESS_READFILE", "internal", "reading the file failed", "读文件失败"},
      {-293, "ERROR_PROCESS_NOTIFY", "internal", "notifying failed", "通知失败"},
      {-292, "ERROR_PROCESS_CREATEFILE", "internal", "making the file failed", "创建文件失败"},
      {-291, "ERROR_PROCESS_ENCODE_SESSION", "internal", "the session could not be packed",
       "session 打包失败"},
      {-290, "ERROR_PROCESS_OFFSET", "slice", "the offset is not the one that comes next", "分片偏移错误",
       "send the slices in order, from the offset that the server returned",
       "按服务器返回的 offset 依次发送分片"},
      {-289, "ERROR_PROCESS_DENY", "internal", "the file cache refuses", "文件缓存拒绝"},
      {-288, "ERROR_PROCESS_ENCODE", "internal", "packing failed", "打包失败"},
      {-287, "ERROR_PROCESS_DECODE", "internal", "unpacking failed", "解包失败"},
      {-286, "ERROR_PROCESS_DECODE_SESSION", "slice", "the session cannot be read", "session 解析失败",
       "send the session as it was returned, unchanged", "原样发送服务器返回的 session"},
      {-285, "ERROR_PROCESS_FILE_TOO_LARGE", "upload", "the file is too large", "文件过大",
       "upload files over 20 MiB in slices", "超过 20 MiB 的文件请使用分片上传"},
      {-284, "ERROR_PROCESS_WRONG_SLICE_SIZE", "slice", "the slice has not the size that was agreed on",
       "分片大小与约定不一致", "cut the file by the slice_size that the server returned",
       "按服务器返回的 slice_size 切分文件"},
      {-283, "ERROR_PROCESS_SLICE_TOO_SMALL", "slice", "the slice is too small", "分片过小",
       "use slices of 512 KiB to 3 MiB", "分片大小应为 512 KiB 至 3 MiB"},
      {-282, "ERROR_PROCESS_ANALYZE", "internal", "analyzing failed", "分析失败"},
  };
  return rows;
}

std::span<const Listed> listed_plugin() {
  static constexpr Listed rows[] = {
      {-4000, "ErrDecodeReq", "internal", "the request could not be unpacked", "请求解包失败"},
      {-4001, "ErrEncodeRsp", "internal", "the answer could not be packed", "应答打包失败"},
      {-4002, "ErrParamInvalid", "slice", "a parameter is wrong", "参数错误"},
      {-4003, "ErrNoSetErrCode", "internal", "no code was set", "未设置错误码"},
      {-4004, "ErrCosRspHeadCode", "internal", "the storage answered with an error", "存储返回错误码"},
      {-4005, "ErrCosRspInvalidOffset", "internal", "the storage answered with a wrong offset",
       "存储返回的偏移错误"},
      {-4006, "ErrCosRspInvalidHeadFlag", "internal", "the storage answered with a wrong flag",
       "存储返回的标志错误"},
      {-4007, "ErrTmemRspSsdError", "internal", "the cache answered with an error", "缓存返回错误"},
      {-4008, "ErrParserShmError", "internal", "shared memory could not be read", "共享内存解析失败"},
      {-4010, "ErrCreateControlFile", "internal", "the control file could not be made", "创建控制文件失败"},
      {-4011, "ErrReadControlFile", "internal", "the control file could not be read", "读取控制文件失败"},
      {-4012, "ErrGetInputData", "internal", "the input could not be read", "获取输入数据失败"},
      {-4013, "ErrDecodeSession", "slice", "the session cannot be read", "session 解析失败"},
      {-4014, "ErrQueryOffset", "slice", "slices are missing", "查询偏移失败（分片不完整）",
       "send the missing slices before finishing; upload_slice_list tells which are there",
       "补齐缺少的分片后再结束；可用 upload_slice_list 查询已有分片"},
      {-4015, "ErrTheSameOffset", "slice", "this offset was sent already", "偏移重复"},
      {-4016, "ErrNotSameSHA", "slice", "the SHA-1 of the whole is not the one that was declared",
       "整个文件的 SHA-1 与声明不一致",
       "compute sha over the whole file, and do not change it while it is uploaded",
       "对整个文件计算 sha，上传期间不要改动文件"},
      {-4017, "ErrHttpSvr", "any", "the upload service failed", "上传服务出错", "try again", "稍后重试"},
      {-4018, "ErrSameFileUpload", "upload", "a file of that name with other content exists",
       "同名文件已存在且内容不同", "choose another name, or overwrite with insertOnly=0",
       "换一个文件名，或用 insertOnly=0 覆盖"},
      {-4019, "ErrOffsetToZero", "slice", "the upload must begin again at offset 0", "需要从偏移 0 重新上传",
       "begin the upload again", "重新开始上传"},
      {-4020, "ErrParamInvalidCheckTypeShouldBeSHA", "slice", "the check must be SHA", "校验类型应为 SHA"},
      {-4021, "ErrParamInvalidSessionDecodeError", "slice", "the session cannot be read", "session 解析失败",
       "send the session as it was returned, unchanged", "原样发送服务器返回的 session"},
      {-4022, "ErrParamInvalidFilePathInvalid", "slice", "the path is wrong", "文件路径错误"},
      {-4023, "ErrParamInvalidCheckSumSizeInvalid", "slice", "the checksum's length is wrong",
       "校验值长度错误"},
      {-4024, "ErrOffGoBack", "slice", "the offset goes back", "偏移回退"},
      {-4025, "ErrHttpTimeout", "internal", "the upload service did not answer in time", "上传服务超时"},
      {-4026, "ErrOffsetBackTooMuch", "slice", "the offset goes back too far", "偏移回退过多"},
      {-4027, "ErrOffsetRedo", "slice", "the slice must be sent again", "需要重传该分片"},
  };
  return rows;
}

}  // namespace faultcast::cos
