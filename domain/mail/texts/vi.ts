import type { Texts } from "./texts.ts";

const refundDays = "Số tiền có thể mất từ 5 đến 10 ngày làm việc để xuất hiện trên sao kê của bạn.";

export const vi: Texts = {
  greeting: (name) => (name === undefined ? "Xin chào," : `Xin chào ${name},`),
  furtherItems: (count) => `và ${count} mặt hàng khác`,
  item: "Sản phẩm",
  quantity: "Số lượng",
  price: "Thành tiền",
  subtotal: "Tạm tính",
  discount: "Giảm giá",
  shipping: "Phí vận chuyển",
  tax: "Thuế",
  taxIncluded: "Đã bao gồm thuế",
  carrier: "Đơn vị vận chuyển",
  tracking: "Mã vận đơn",
  reference: "Mã tham chiếu",
  date: "Ngày",
  shipTo: "Địa chỉ giao hàng",
  support: "Bạn có câu hỏi? Chúng tôi hỗ trợ bạn tại",
  replies: "Bạn có câu hỏi? Hãy trả lời e-mail này.",
  mails: {
    confirmation: {
      subject: "Đơn hàng của bạn đã được xác nhận",
      paragraphs: ["Cảm ơn bạn đã đặt hàng. Đơn hàng đã được xác nhận và chúng tôi đang chuẩn bị sản phẩm cho bạn."],
      amount: "Tổng cộng",
    },
    receipt: {
      subject: "Biên nhận của bạn",
      paragraphs: ["Cảm ơn bạn. Hóa đơn của bạn đã được thanh toán."],
      amount: "Số tiền đã thanh toán",
    },
    "payment-failed": {
      subject: "Thanh toán của bạn không thành công",
      paragraphs: [
        "Một lần thanh toán cho đơn hàng của bạn không hoàn tất, và bạn không bị trừ tiền cho lần này.",
        "Vui lòng kiểm tra phương thức thanh toán và thử lại. Nếu bạn đã thanh toán sau đó thì không cần làm gì thêm.",
      ],
      amount: "Số tiền cần thanh toán",
    },
    shipped: {
      subject: "Đơn hàng của bạn đang được giao",
      paragraphs: ["Đơn hàng của bạn, hoặc một phần của đơn hàng, đã rời kho của chúng tôi."],
    },
    refund: {
      full: {
        subject: "Đơn hàng của bạn đã được hoàn tiền",
        paragraphs: ["Chúng tôi đã hoàn lại toàn bộ khoản thanh toán của bạn.", refundDays],
        amount: "Số tiền hoàn lại",
      },
      partial: {
        subject: "Một phần đơn hàng của bạn đã được hoàn tiền",
        paragraphs: ["Chúng tôi đã hoàn lại một phần khoản thanh toán của bạn.", refundDays],
        amount: "Số tiền hoàn lại",
      },
    },
  },
};
