using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// The documentation file of an assembly without what nobody outside can name: a task of the build, run when a library is packed.
/// It reads the compiled types, so that no second list of what is public has to be kept.
/// </summary>
public sealed class PublicDocumentation : Task
{
    /// <summary>The compiled library.</summary>
    [Required]
    public string Assembly { get; set; }

    /// <summary>What it was compiled against.</summary>
    [Required]
    public ITaskItem[] References { get; set; }

    /// <summary>Where MSBuild keeps its own assemblies.</summary>
    [Required]
    public string Tools { get; set; }

    /// <summary>The compiler's documentation file.</summary>
    [Required]
    public string Documentation { get; set; }

    /// <summary>The file to write.</summary>
    [Required]
    public string Result { get; set; }

    public override bool Execute()
    {
        HashSet<string> names = PublicNames();
        XDocument document = XDocument.Load(Documentation, LoadOptions.PreserveWhitespace);
        XElement[] members = document.Descendants("member").ToArray();
        foreach (XElement member in members.Where(member => !names.Contains(NameOf(member))))
        {
            (member.PreviousNode as XText)?.Remove(); // the line break before it
            member.Remove();
        }

        if (!document.Descendants("member").Any())
        {
            Log.LogError("{0} documents no public type of {1}", Documentation, Assembly);
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Result));
        document.Save(Result, SaveOptions.DisableFormatting);
        return true;
    }

    /// <summary>A member's name as documentation writes it, without kind and parameters: Namespace.Type.Member.</summary>
    private static string NameOf(XElement member)
    {
        string id = (string)member.Attribute("name");
        int end = id.IndexOf('(');
        return end < 0 ? id.Substring(2) : id.Substring(2, end - 2);
    }

    private HashSet<string> PublicNames()
    {
        // the reader of types that must not run; by name, because tasks compile against netstandard, which does not have it
        Assembly reader = System.Reflection.Assembly.LoadFrom(Path.Combine(Tools, "System.Reflection.MetadataLoadContext.dll"));
        IEnumerable<string> files = References.Select(item => item.GetMetadata("FullPath")).Concat(new[] { Assembly });
        object resolver = Activator.CreateInstance(reader.GetType("System.Reflection.PathAssemblyResolver", true), files);
        Type context = reader.GetType("System.Reflection.MetadataLoadContext", true);
        using (var types = (IDisposable)Activator.CreateInstance(context, resolver, "System.Runtime"))
        {
            var library = (Assembly)context.GetMethod("LoadFromAssemblyPath").Invoke(types, new object[] { Assembly });
            return new HashSet<string>(library.GetExportedTypes().SelectMany(NamesOf));
        }
    }

    private static IEnumerable<string> NamesOf(Type type)
    {
        const BindingFlags Own =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        string name = type.FullName.Replace('+', '.');
        yield return name;
        foreach (MemberInfo member in type.GetMembers(Own).Where(IsVisible))
        {
            string generic = member is MethodInfo { IsGenericMethod: true } method ? "``" + method.GetGenericArguments().Length : "";
            yield return name + "." + member.Name.Replace('.', '#') + generic; // a constructor is .ctor here, #ctor there
        }
    }

    private static bool IsVisible(MemberInfo member)
    {
        switch (member)
        {
            case MethodBase method: return method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
            case FieldInfo field: return field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;
            case PropertyInfo property: return property.GetAccessors(true).Any(IsVisible);
            case EventInfo declared: return IsVisible(declared.GetAddMethod(true));
            default: return false; // a nested type stands for itself
        }
    }
}
