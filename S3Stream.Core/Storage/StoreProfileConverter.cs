using System.ComponentModel;
using System.Globalization;

namespace S3Stream.Storage;

/// <summary>Lets a configuration name a profile.</summary>
internal sealed class StoreProfileConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string name ? StoreProfile.Parse(name) : base.ConvertFrom(context, culture, value);
}
